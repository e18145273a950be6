using AIOps.Contracts.Telemetry;

namespace AIOps.Storage.Remote;

/// <summary>
/// The labels that a series bears in a Prometheus-compatible store: its metric and labels with the characters that are allowed there, <c>workload</c>, <c>member</c>,
/// and <c>aiops_series</c>, its id in 16 hexadecimal digits, by which it is asked for again and which keeps apart what only differed in a dot. Pure.
/// Source: Prometheus, "Data model" and "Remote-Write 1.0 specification" (sorted, unique, none empty).
/// </summary>
internal static class SeriesLabels
{
    public const string Name = "__name__";
    public const string Series = "aiops_series";
    public const string Workload = "workload";
    public const string Member = "member";

    /// <summary>Labels in rising order of their names.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(SeriesKey key)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [Name] = Plain(key.Metric, colons: true),
            [Series] = $"{key.Id:x16}",
            [Workload] = key.Entity.Workload,
        };
        if (key.Entity.Member is { Length: > 0 } member)
        {
            labels[Member] = member;
        }

        foreach (var (name, value) in key.Labels)
        {
            var plain = Plain(name, colons: false);

            // a label of the sender never replaces one of ours, nor another of its own that only differed in a dot
            while (labels.ContainsKey(plain) || plain == Member || plain.StartsWith("__", StringComparison.Ordinal))
            {
                plain = "exported_" + plain;
            }

            if (value.Length > 0)
            {
                labels[plain] = value;
            }
        }

        return [.. labels];
    }

    /// <summary>The series of an answer, as well as its labels tell it: dots of names stay underscores, and every series is a gauge.</summary>
    /// <returns>Its id and a key for people; null when it is none of ours.</returns>
    public static (ulong Id, SeriesKey Key)? Read(IEnumerable<KeyValuePair<string, string>> labels)
    {
        string? metric = null, workload = null, member = null;
        ulong? id = null;
        var others = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in labels)
        {
            switch (name)
            {
                case Name:
                    metric = value;
                    break;
                case Series:
                    id = ulong.TryParse(value, System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
                    break;
                case Workload:
                    workload = value;
                    break;
                case Member:
                    member = value;
                    break;
                default:
                    others.Add(KeyValuePair.Create(name, value));
                    break;
            }
        }

        return id is { } found && !string.IsNullOrEmpty(metric) && !string.IsNullOrEmpty(workload)
            ? (found, new SeriesKey(new EntityId(workload, member), metric, others, "", SeriesKind.Gauge))
            : null;
    }

    private static string Plain(string name, bool colons)
    {
        var plain = string.Create(name.Length, (name, colons), static (into, from) =>
        {
            for (var i = 0; i < into.Length; i++)
            {
                var c = from.name[i];
                into[i] = char.IsAsciiLetterOrDigit(c) || c == '_' || (from.colons && c == ':') ? c : '_';
            }
        });
        return plain.Length == 0 || char.IsAsciiDigit(plain[0]) ? "_" + plain : plain;
    }
}
