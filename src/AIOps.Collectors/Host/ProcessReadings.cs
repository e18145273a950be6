using System.Text;
using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Host;

/// <summary>
/// Processes by state, and the few commands that use most. Processes of one command are added up: a number changes with each restart, a command does not.
/// A command that was among the first stays for ten minutes, so that its series does not come and go with its rank.
/// </summary>
internal sealed class ProcessReadings(int top, int processors, int pageBytes)
{
    private const int MostCommands = 4096;
    private const long StayMs = 600_000;
    private const double TicksPerSecond = 100;
    private readonly Dictionary<string, Usage> _usage = [];
    private readonly Dictionary<string, long> _shown = [];
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _names = new Dictionary<string, string>().GetAlternateLookup<ReadOnlySpan<char>>();
    private readonly Dictionary<string, string> _members = [];
    private Dictionary<(int Pid, double Start), double> _before = [];
    private Dictionary<(int Pid, double Start), double> _now = [];
    private long _beforeMs;

    public void Read(ProcFiles files, HostSeries series)
    {
        int running = 0, sleeping = 0, blocked = 0, stopped = 0, zombies = 0;
        double threads = 0;
        _usage.Clear();
        _now.Clear();
        foreach (var folder in Directory.EnumerateDirectories(files.Folder))
        {
            var name = Path.GetFileName(folder.AsSpan());
            if (!char.IsAsciiDigit(name[0]) || !int.TryParse(name, out var pid) || ProcessStat.Parse(files.ReadProcess(folder), Name) is not { } process)
            {
                continue;
            }

            threads += process.Threads;
            switch (process.State)
            {
                case 'R': running++; break;
                case 'D': blocked++; break;
                case 'T' or 't': stopped++; break;
                case 'Z' or 'X': zombies++; break;
                default: sleeping++; break;
            }

            var id = (pid, process.StartTicks);
            _now[id] = process.CpuTicks;
            var ticks = _before.TryGetValue(id, out var then) ? process.CpuTicks - then : 0;
            var usage = _usage.GetValueOrDefault(process.Command);
            if (_usage.Count < MostCommands || usage.Count > 0)
            {
                _usage[process.Command] = new Usage(usage.Count + 1, usage.Ticks + ticks, usage.Pages + process.ResidentPages);
            }
        }

        State("running", running);
        State("sleeping", sleeping);
        State("blocked", blocked);
        State("stopped", stopped);
        State("defunct", zombies);
        series.Add("system.process.threads", SeriesKind.Gauge, "{thread}", threads);
        if (_beforeMs > 0 && series.Now > _beforeMs)
        {
            Show(series, (series.Now - _beforeMs) / 1000.0);
        }

        (_before, _now) = (_now, _before);
        _beforeMs = series.Now;
        void State(string state, int count) => series.Add("system.process.count", SeriesKind.Gauge, "{process}", count, null, "process.state", state);
    }

    private void Show(HostSeries series, double seconds)
    {
        foreach (var (command, _) in _usage.OrderByDescending(pair => pair.Value.Ticks).Take(top).Concat(_usage.OrderByDescending(pair => pair.Value.Pages).Take(top)))
        {
            _shown[command] = series.Now;
        }

        foreach (var (command, rankedMs) in _shown)
        {
            if (series.Now - rankedMs > StayMs || (_shown.Count > top * 4 && rankedMs < series.Now) || !_usage.TryGetValue(command, out var usage))
            {
                _shown.Remove(command);
                continue;
            }

            if (!_members.TryGetValue(command, out var member))
            {
                _members.Add(command, member = "process:" + command);
            }

            series.Add("process.cpu.utilization", SeriesKind.Ratio, "1", Math.Clamp(usage.Ticks / TicksPerSecond / seconds / processors, 0, 1), member);
            series.Add("process.memory.usage", SeriesKind.Gauge, "By", usage.Pages * pageBytes, member);
        }
    }

    private string Name(ReadOnlySpan<byte> utf8)
    {
        Span<char> chars = stackalloc char[64];
        if (utf8.Length > chars.Length)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        var name = chars[..Encoding.UTF8.GetChars(utf8, chars)];
        if (_names.TryGetValue(name, out var known))
        {
            return known;
        }

        if (_names.Dictionary.Count >= MostCommands)
        {
            _names.Dictionary.Clear();
            _members.Clear();
        }

        var made = name.ToString();
        _names.Dictionary.Add(made, made);
        return made;
    }

    private readonly record struct Usage(int Count, double Ticks, double Pages);
}
