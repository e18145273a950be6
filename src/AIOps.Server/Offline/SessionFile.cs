using System.Globalization;

namespace AIOps.Server.Offline;

/// <summary>Sessions as template ids from a CSV file; the column Label is never looked at.</summary>
internal static class SessionFile
{
    private const int MaxWarnings = 10;

    public static List<(string Id, bool Train, int[] Events)> Read(string file, TextWriter warnings)
    {
        using var reader = new StreamReader(file);
        var header = Csv.Split(reader.ReadLine() ?? "");
        var id = Column(file, header, "BlockId");
        var split = Column(file, header, "Split");
        var events = Column(file, header, "Events");
        var sessions = new List<(string, bool, int[])>();
        var bad = 0;
        for (var line = 2; reader.ReadLine() is { } text; line++)
        {
            if (text.Length == 0)
            {
                continue;
            }

            var fields = Csv.Split(text);
            if (fields.Count <= Math.Max(id, Math.Max(split, events)) || !TryEvents(fields[events], out var ids))
            {
                if (bad++ < MaxWarnings)
                {
                    warnings.WriteLine($"{file}:{line}: \"{(text.Length > 80 ? text[..80] + "…" : text)}\" is no session and was left out; a row needs BlockId, Split and Events as whole numbers separated by blanks.");
                }

                continue;
            }

            sessions.Add((fields[id], fields[split] == "train", ids));
        }

        if (bad > MaxWarnings)
        {
            warnings.WriteLine($"{file}: {bad} rows left out in all.");
        }

        return sessions;
    }

    private static int Column(string file, List<string> header, string name) =>
        header.IndexOf(name) is var column and >= 0 ? column : throw new InvalidDataException($"{file}:1: no column {name} in \"{string.Join(',', header)}\"; the header must name BlockId, Split and Events.");

    private static bool TryEvents(string text, out int[] events)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        events = new int[words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            if (!int.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out events[i]))
            {
                return false;
            }
        }

        return true;
    }
}
