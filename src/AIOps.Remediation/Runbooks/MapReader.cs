using System.Globalization;
using System.Text.RegularExpressions;

namespace AIOps.Remediation.Runbooks;

/// <summary>Reads the keys of one map, collects every mistake with its place, and tells which keys nobody asked for.</summary>
internal sealed class MapReader(string file, YamlMap map, string path, List<RunbookMistake> mistakes)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public int Line => map.Line;

    public string Path => path;

    public IEnumerable<string> Keys => map.Entries.Keys;

    public YamlValue? Raw(string key)
    {
        _asked.Add(key);
        return map.Entries.GetValueOrDefault(key);
    }

    public bool Has(string key) => map.Entries.ContainsKey(key);

    public string Text(string key, string? fallback = null, string? pattern = null, string remedy = "write a text", int max = 500)
    {
        switch (Raw(key))
        {
            case null when fallback is not null:
                return fallback;
            case null:
                Missing(key, remedy);
                return "";
            case YamlScalar { Text: var text } scalar:
                if (text.Length > max || (pattern is not null && !Regex.IsMatch(text, pattern, RegexOptions.NonBacktracking, TimeSpan.FromSeconds(1))))
                {
                    Wrong(key, scalar, text.Length > max ? $"is longer than {max} characters" : "has not the right form", remedy);
                    return fallback ?? "";
                }

                return text;
            case var other:
                Wrong(key, other, "is not a text", remedy);
                return fallback ?? "";
        }
    }

    public T Choice<T>(string key, T? fallback, IReadOnlyDictionary<string, T> choices)
        where T : struct
    {
        var remedy = $"one of {string.Join(", ", choices.Keys)}";
        switch (Raw(key))
        {
            case null when fallback is not null:
                return fallback.Value;
            case null:
                Missing(key, remedy);
                return default;
            case YamlScalar scalar when choices.TryGetValue(scalar.Text, out var value):
                return value;
            case var other:
                Wrong(key, other, "is unknown", remedy);
                return fallback ?? default;
        }
    }

    public bool Flag(string key, bool fallback) => Choice(key, (bool?)fallback, new Dictionary<string, bool>(StringComparer.Ordinal) { ["true"] = true, ["false"] = false });

    public double Number(string key, double? fallback, double min, double max)
    {
        var remedy = $"a number from {min.ToString(CultureInfo.InvariantCulture)} to {max.ToString(CultureInfo.InvariantCulture)}";
        switch (Raw(key))
        {
            case null when fallback is not null:
                return fallback.Value;
            case null:
                Missing(key, remedy);
                return min;
            case YamlScalar scalar when TryNumber(scalar.Text, out var value):
                if (value >= min && value <= max)
                {
                    return value;
                }

                Wrong(key, scalar, "is out of range", remedy);
                return min;
            case var other:
                Wrong(key, other, "is no number", remedy);
                return min;
        }
    }

    public int Whole(string key, int? fallback, int min, int max)
    {
        var value = Number(key, fallback, min, max);
        if (value != Math.Floor(value))
        {
            Wrong(key, map.Entries[key], "is no whole number", $"a whole number from {min} to {max}");
            return min;
        }

        return (int)value;
    }

    public TimeSpan Duration(string key, TimeSpan? fallback, TimeSpan min, TimeSpan max)
    {
        var remedy = $"a time such as 30s, 5m or 2h, from {Show(min)} to {Show(max)}";
        switch (Raw(key))
        {
            case null when fallback is not null:
                return fallback.Value;
            case null:
                Missing(key, remedy);
                return min;
            case YamlScalar scalar when TryDuration(scalar.Text, out var value):
                if (value >= min && value <= max)
                {
                    return value;
                }

                Wrong(key, scalar, "is out of range", remedy);
                return min;
            case var other:
                Wrong(key, other, "is no time", remedy);
                return min;
        }
    }

    public MapReader? Map(string key, bool required, string remedy = "write a map of keys")
    {
        switch (Raw(key))
        {
            case YamlMap inner:
                return new MapReader(file, inner, Join(key), mistakes);
            case null when required:
                Missing(key, remedy);
                return null;
            case null:
                return null;
            case var other:
                Wrong(key, other, "is no map of keys", remedy);
                return null;
        }
    }

    public IReadOnlyList<YamlValue> List(string key, bool required = false, int max = 100)
    {
        switch (Raw(key))
        {
            case YamlList list when list.Items.Count <= max:
                return list.Items;
            case YamlList list:
                Wrong(key, list, $"has {list.Items.Count} entries", $"at most {max}");
                return [];
            case null when required:
                Missing(key, "write a list");
                return [];
            case null:
                return [];
            case var other:
                Wrong(key, other, "is no list", "write a list: [ a, b ]");
                return [];
        }
    }

    public IEnumerable<MapReader> Maps(string key, bool required = false, int max = 50)
    {
        var index = 0;
        foreach (var item in List(key, required, max))
        {
            if (item is YamlMap inner)
            {
                yield return new MapReader(file, inner, $"{Join(key)}[{index}]", mistakes);
            }
            else
            {
                Wrong($"{key}[{index}]", item, "is no map of keys", "write { key: value }");
            }

            index++;
        }
    }

    public IReadOnlyList<string> Texts(string key, bool required = false, int max = 100)
    {
        var texts = new List<string>();
        foreach (var item in List(key, required, max))
        {
            if (item is YamlScalar scalar)
            {
                texts.Add(scalar.Text);
            }
            else
            {
                Wrong($"{key}[{texts.Count}]", item, "is no text", "write a text");
            }
        }

        return texts;
    }

    /// <summary>Must be called when every key was asked for.</summary>
    public void Done()
    {
        foreach (var (key, value) in map.Entries)
        {
            if (!_asked.Contains(key))
            {
                var near = _asked.MinBy(known => Distance(known, key));
                Wrong(key, value, "is an unknown key", near is not null && Distance(near, key) <= 2 ? $"did you mean {near}?" : $"known keys are {string.Join(", ", _asked.Order(StringComparer.Ordinal))}");
            }
        }
    }

    public void Wrong(string key, YamlValue? value, string problem, string remedy) =>
        mistakes.Add(new RunbookMistake(file, value?.Line ?? map.Line, Join(key), value is YamlScalar scalar ? Shorten(scalar.Text) : "", problem, remedy));

    public void Missing(string key, string remedy) => mistakes.Add(new RunbookMistake(file, map.Line, Join(key), "", "is missing", remedy));

    public static bool TryDuration(string text, out TimeSpan value)
    {
        value = TimeSpan.Zero;
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        if (digits is 0 or > 7)
        {
            return false;
        }

        var amount = long.Parse(text.AsSpan(0, digits), CultureInfo.InvariantCulture);
        var ticks = text[digits..] switch
        {
            "ms" => TimeSpan.TicksPerMillisecond,
            "s" => TimeSpan.TicksPerSecond,
            "m" => TimeSpan.TicksPerMinute,
            "h" => TimeSpan.TicksPerHour,
            "d" => TimeSpan.TicksPerDay,
            _ => 0L,
        };
        value = TimeSpan.FromTicks(amount * ticks);
        return ticks > 0;
    }

    public static bool TryNumber(string text, out double value)
    {
        var percent = text.EndsWith('%');
        var read = double.TryParse(percent ? text[..^1] : text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
        value = percent ? value / 100 : value;
        return read;
    }

    public static string Show(TimeSpan time) => time switch
    {
        { TotalDays: >= 1 } when time.Ticks % TimeSpan.TicksPerDay == 0 => $"{time.TotalDays:0}d",
        { TotalHours: >= 1 } when time.Ticks % TimeSpan.TicksPerHour == 0 => $"{time.TotalHours:0}h",
        { TotalMinutes: >= 1 } when time.Ticks % TimeSpan.TicksPerMinute == 0 => $"{time.TotalMinutes:0}m",
        _ when time.Ticks % TimeSpan.TicksPerSecond == 0 => $"{time.TotalSeconds:0}s",
        _ => $"{time.TotalMilliseconds:0}ms",
    };

    private static string Shorten(string text) => new([.. text.Take(80).Select(c => char.IsControl(c) ? ' ' : c)]);

    private string Join(string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length && b.Length <= 40; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                (corner, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, corner + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }

        return b.Length <= 40 ? row[b.Length] : int.MaxValue;
    }
}
