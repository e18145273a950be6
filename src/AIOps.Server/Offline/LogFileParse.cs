using System.Globalization;
using AIOps.Detection.Logs;

namespace AIOps.Server.Offline;

/// <summary>A log file with the template of each of its lines.</summary>
internal sealed class LogFileParse
{
    private const int ShownTemplates = 20;
    private const int ExampleCharacters = 160;

    private readonly TemplateMiner _miner = new(new TemplateMinerOptions());
    private readonly List<MinedPattern?> _patterns = [];
    private readonly List<int> _first = [];
    private readonly Dictionary<int, string> _examples = [];
    private readonly SecretMask _mask = new();
    private long _cut;

    /// <summary>Reads a file.</summary>
    /// <param name="file">Path.</param>
    /// <param name="content">True when lines have no header and each is a record.</param>
    /// <param name="progress">Told the bytes read.</param>
    public static LogFileParse Read(string file, bool content, Action<long> progress)
    {
        var parse = new LogFileParse();
        var framing = content ? null : Learn(file);
        using var lines = new LineReader(Open(file));
        while (lines.Next())
        {
            parse.Add(lines.Line, framing);
            if ((parse._first.Count & 0xffff) == 0)
            {
                progress(lines.BytesRead);
            }
        }

        progress(lines.BytesRead);
        parse._cut = lines.Cut;
        parse._miner.Consolidate();
        return parse;
    }

    /// <summary>Writes <c>LineId,ClusterId,Template</c>, one row per line.</summary>
    public void Write(string file, bool online)
    {
        var texts = new Dictionary<int, string>();
        using var writer = new StreamWriter(file);
        writer.Write("LineId,ClusterId,Template\n");
        for (var i = 0; i < _first.Count; i++)
        {
            var id = online || _patterns[i] is not { } pattern ? _first[i] : pattern.TemplateId;
            if (!texts.TryGetValue(id, out var text))
            {
                texts.Add(id, text = Csv.Field(_miner.Find(id)?.Masked ?? ""));
            }

            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{i + 1},{id},{text}\n"));
        }
    }

    /// <summary>Writes the most frequent templates with an example of each.</summary>
    public void Summarise(string name, TextWriter output)
    {
        var templates = _miner.Templates();
        var counters = _miner.Counters;
        output.WriteLine($"{name}: {_first.Count} lines, {templates.Count} templates");
        if (_cut + counters.Cut + counters.Binary + counters.Overflowed > 0)
        {
            output.WriteLine($"  {_cut + counters.Cut} lines cut, {counters.Binary} binary, {counters.Overflowed} beyond the bound of templates");
        }

        var examples = _examples.GroupBy(example => _miner.Resolve(example.Key)).ToDictionary(group => group.Key, group => group.First().Value);
        foreach (var template in templates.Take(ShownTemplates))
        {
            output.WriteLine($"{template.Lines,10}  {_mask.Apply(template.Text)}");
            if (examples.TryGetValue(template.Id, out var example))
            {
                output.WriteLine($"{"",12}{example}");
            }
        }

        if (templates.Count > ShownTemplates)
        {
            output.WriteLine($"            and {templates.Count - ShownTemplates} more");
        }
    }

    private static FileStream Open(string file) => new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private static LogFraming Learn(string file)
    {
        var framing = new LogFraming();
        using var lines = new LineReader(Open(file));
        while (lines.Next() && framing.Sample(lines.Line))
        {
        }

        framing.Settle();
        return framing;
    }

    private void Add(ReadOnlySpan<byte> line, LogFraming? framing)
    {
        var start = 0;
        byte severity = 0;
        if (framing is not null && !framing.TryFrame(line, out start, out severity) && _first.Count > 0)
        {
            _patterns.Add(_patterns[^1]);
            _first.Add(_first[^1]);
            return;
        }

        var mined = _miner.Mine(line[start..], severity: severity);
        _patterns.Add(mined.TemplateId == 0 ? null : mined.Pattern);
        _first.Add(mined.TemplateId);
        if (mined.IsNew)
        {
            _examples.TryAdd(mined.TemplateId, _mask.Apply(line[start..], ExampleCharacters));
        }
    }
}
