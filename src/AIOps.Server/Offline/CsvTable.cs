using System.Globalization;
using System.Text;

namespace AIOps.Server.Offline;

/// <summary>A comma-separated file with a header and quotes (RFC 4180), read line by line.</summary>
internal sealed class CsvTable : IDisposable
{
    private const int MaxColumns = 100_000;
    private readonly StreamReader _reader;
    private readonly string _path;
    private readonly List<string> _cells = [];
    private readonly StringBuilder _cell = new();

    public CsvTable(string path)
    {
        _path = path;
        _reader = new StreamReader(path, Encoding.UTF8);
        Header = Read() ? [.. _cells] : throw new InvalidDataException($"{path}: it is empty; a header is expected");
        if (Header.Count > MaxColumns)
        {
            throw new InvalidDataException($"{path}: {Header.Count} columns, at most {MaxColumns} are read");
        }
    }

    public IReadOnlyList<string> Header { get; }

    public int Line { get; private set; }

    public IReadOnlyList<string> Cells => _cells;

    public int Column(string name)
    {
        for (var i = 0; i < Header.Count; i++)
        {
            if (Header[i] == name)
            {
                return i;
            }
        }

        throw new InvalidDataException($"{_path}: there is no column '{name}'; it has {string.Join(", ", Header.Take(8))}");
    }

    public string Text(int column) => column < _cells.Count ? _cells[column] : "";

    /// <summary>NaN where the cell is empty or no number.</summary>
    public double Number(int column) =>
        double.TryParse(Text(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : double.NaN;

    public bool Read()
    {
        _cells.Clear();
        if (_reader.ReadLine() is not { } line)
        {
            return false;
        }

        Line++;
        var quoted = false;
        _cell.Clear();
        while (true)
        {
            foreach (var c in line)
            {
                if (c == '"')
                {
                    quoted = !quoted;
                }
                else if (c == ',' && !quoted)
                {
                    _cells.Add(_cell.ToString());
                    _cell.Clear();
                }
                else
                {
                    _cell.Append(c);
                }
            }

            if (!quoted || _reader.ReadLine() is not { } next)
            {
                break;
            }

            line = next;
            _cell.Append('\n');
            Line++;
        }

        _cells.Add(_cell.ToString());
        return true;
    }

    public void Dispose() => _reader.Dispose();
}
