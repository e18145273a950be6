namespace AIOps.Collectors.Otlp;

/// <summary>What one request had to leave out, told to its sender in one sentence with an example.</summary>
internal sealed class Refused(Collector collector, CollectorInstruments instruments)
{
    private readonly int[] _counts = new int[Enum.GetValues<Refusal>().Length];
    private readonly string?[] _examples = new string?[Enum.GetValues<Refusal>().Length];

    /// <summary>Items that were left out.</summary>
    public int Total { get; private set; }

    /// <summary>Counts items that were left out.</summary>
    public void Add(Refusal reason, string? example = null, int items = 1)
    {
        Total += items;
        Note(reason, example, items);
    }

    /// <summary>Counts a loss that leaves the item itself in, such as attributes over the bound.</summary>
    public void Note(Refusal reason, string? example, int items = 1)
    {
        _counts[(int)reason] += items;
        _examples[(int)reason] ??= example;
        instruments.OnRefused(collector, reason, items);
    }

    /// <summary>The sentence for the sender; null when all was taken.</summary>
    public string? Reason()
    {
        List<string>? parts = null;
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0)
            {
                (parts ??= []).Add($"{_counts[i]} {Explain((Refusal)i)}{(_examples[i] is { } example ? $" (such as {example})" : "")}");
            }
        }

        return parts is null ? null : string.Join("; ", parts);
    }

    private static string Explain(Refusal reason) => reason switch
    {
        Refusal.NotFinite => "with a value that is NaN or infinite: send finite numbers",
        Refusal.Time => "with a time outside the accepted window: set the sender's clock, or widen Collectors:Otlp:MaxAhead and MaxBehind",
        Refusal.OutOfOrder => "older than what the series already told: send in order",
        Refusal.Cardinality => "of series over the bound of their source, or of all sources together that are new beyond 20000: drop labels and service names that never repeat, or raise Collectors:Otlp:MaxSeriesPerSource",
        Refusal.Attributes => "with more attributes than are kept: the rest was dropped",
        Refusal.TooLarge => "larger than their bound",
        Refusal.Malformed => "malformed",
        _ => "refused",
    };
}
