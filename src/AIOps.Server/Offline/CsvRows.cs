using System.Globalization;
using System.Text;

namespace AIOps.Server.Offline;

/// <summary>
/// Reads <c>timestamp,value</c> or <c>timestamp,m0,m1,…</c> row by row with constant memory. A cell that is empty, no number or not finite is NaN and counted;
/// a row without a readable time is a mistake, told with its line, and skipped.
/// </summary>
internal sealed class CsvRows : IDisposable
{
    private const int MaxMistakesTold = 5;
    private readonly StreamReader _reader;
    private readonly string _file;
    private readonly Action<string> _complain;
    private long _line;
    private int _mistakes;

    public CsvRows(string file, Action<string> complain)
    {
        _file = file;
        _complain = complain;
        _reader = new StreamReader(file, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
        var header = ReadLine();
        Columns = header is null ? [] : [.. header.Split(',').Skip(1).Select(name => name.Trim().Trim('"'))];
        if (header is not null && header.Length > 0 && double.TryParse(header.Split(',')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            // no header: the first row is data already
            Pending = header;
            Columns = [.. Columns.Select((_, column) => $"m{column}")];
        }

        Values = new double[Columns.Length];
    }

    /// <summary>Names of the value columns.</summary>
    public string[] Columns { get; }

    /// <summary>The values of the present row; NaN where there is none.</summary>
    public double[] Values { get; }

    /// <summary>Time of the present row in Unix milliseconds; null when it could not be read.</summary>
    public long? UnixMs { get; private set; }

    /// <summary>The time as it stands in the file.</summary>
    public string Timestamp { get; private set; } = "";

    /// <summary>Rows with something wrong.</summary>
    public int Mistakes => _mistakes;

    private string? Pending { get; set; }

    /// <summary>Goes to the next row; an empty line is no row.</summary>
    public bool MoveNext()
    {
        string? line;
        do
        {
            line = Pending ?? ReadLine();
            Pending = null;
            if (line is null)
            {
                return false;
            }
        }
        while (line.Length == 0);

        Read(line);
        return true;
    }

    public void Dispose() => _reader.Dispose();

    /// <summary>Unix seconds (with a fraction), Unix milliseconds, or ISO 8601 (UTC when it names no zone).</summary>
    internal static long? ParseTime(ReadOnlySpan<char> text)
    {
        text = text.Trim().Trim('"');
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return double.IsFinite(number) && Math.Abs(number) < 1e15 ? (long)Math.Round(Math.Abs(number) >= 1e11 ? number : number * 1000) : null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeMilliseconds() : null;
    }

    private void Read(string line)
    {
        var rest = line.AsSpan();
        var cell = Take(ref rest);
        Timestamp = cell.ToString();
        UnixMs = ParseTime(cell);
        if (UnixMs is null)
        {
            Complain($"'{Shorten(Timestamp)}' is no time: write Unix seconds or ISO 8601");
        }

        for (var column = 0; column < Values.Length; column++)
        {
            cell = Take(ref rest).Trim();
            if (double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
            {
                Values[column] = value;
                continue;
            }

            Values[column] = double.NaN;
            if (cell.Length > 0 || Values.Length == 1)
            {
                Complain($"'{Shorten(cell.ToString())}' in column {Columns[column]} is no finite number: the sample is left out");
            }
        }
    }

    private static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> rest)
    {
        var comma = rest.IndexOf(',');
        var cell = comma < 0 ? rest : rest[..comma];
        rest = comma < 0 ? default : rest[(comma + 1)..];
        return cell;
    }

    private string? ReadLine()
    {
        _line++;
        return _reader.ReadLine();
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private void Complain(string problem)
    {
        if (++_mistakes <= MaxMistakesTold)
        {
            _complain($"{_file}:{_line}: {problem}");
        }
        else if (_mistakes == MaxMistakesTold + 1)
        {
            _complain($"{_file}: further mistakes are only counted");
        }
    }
}
