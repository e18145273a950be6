using AIOps.Collectors.Identity;

namespace AIOps.Collectors.Otlp;

/// <summary>
/// Resources and series that have been seen, found by their encoded bytes, so that a point of a known series costs a hash and a comparison and allocates nothing.
/// Bounded in all, and per source.
/// </summary>
internal sealed class SeriesCache
{
    private const int MostResources = 20_000;
    private const long TurnMs = 3_600_000;
    private readonly GenerationCache<ulong, ResourceEntry> _resources = new(MostResources);
    private readonly GenerationCache<ulong, SeriesEntry> _series;
    private readonly Dictionary<string, SourceBudget> _budgets = [];
    private readonly OtlpOptions _options;
    private readonly Lock _gate = new();
    private long _handles;
    private long _turnedMs = long.MinValue;

    public SeriesCache(OtlpOptions options, CollectorInstruments instruments)
    {
        _options = options;
        _series = new GenerationCache<ulong, SeriesEntry>(options.MaxSeries);
        instruments.Watch("aiops.collect.series", "{series}", "OTLP series known in the current generation of the cache.", () => _series.Count);
        instruments.Watch("aiops.collect.resources", "{resource}", "OTLP resources known in the current generation of the cache.", () => _resources.Count);
    }

    /// <summary>Finds or reads the resource of a message; the encoding of the attributes is its key.</summary>
    public ResourceEntry Resource(ReadOnlySpan<byte> encoded, Refused refused, ByteText scratch)
    {
        var hash = KeyHash.Of(encoded);
        if (_resources.Find(hash, out _) is { } known && encoded.SequenceEqual(known.Encoded))
        {
            return known;
        }

        var attributes = ReadAttributes(encoded, refused, scratch);
        var entity = EntityRules.OfResource(attributes);
        lock (_gate)
        {
            var entry = new ResourceEntry(encoded.ToArray(), ++_handles, entity, attributes, Budget(entity.Workload));
            if (_resources.IsFull)
            {
                _resources.Turn();
            }

            _resources.Add(hash, entry);
            return entry;
        }
    }

    /// <summary>Finds a series by its key bytes.</summary>
    public SeriesEntry? Find(ReadOnlySpan<byte> encoded, ulong hash)
    {
        var entry = _series.Find(hash, out var promoted);
        if (entry is null || !encoded.SequenceEqual(entry.Encoded))
        {
            return null;
        }

        if (promoted)
        {
            entry.Budget.Keep();
        }

        return entry;
    }

    /// <summary>Adds a series unless its source has too many; then null.</summary>
    public SeriesEntry? Add(ulong hash, SourceBudget budget, Func<SeriesEntry> make)
    {
        lock (_gate)
        {
            if (_series.IsFull)
            {
                TurnSeries();
            }

            if (!budget.TryTake(_options.MaxSeriesPerSource))
            {
                return null;
            }

            var entry = make();
            _series.Add(hash, entry);
            return entry;
        }
    }

    /// <summary>Forgets, once an hour, what was not used for an hour.</summary>
    public void Age(long nowMs)
    {
        if (nowMs - Interlocked.Read(ref _turnedMs) < TurnMs && _turnedMs != long.MinValue)
        {
            return;
        }

        lock (_gate)
        {
            if (_turnedMs != long.MinValue && nowMs - _turnedMs >= TurnMs)
            {
                TurnSeries();
                _resources.Turn();
            }

            Interlocked.Exchange(ref _turnedMs, nowMs);
        }
    }

    private void TurnSeries()
    {
        _series.Turn();
        // Names that were made up, or whose services are gone, leave their place to others.
        foreach (var (workload, budget) in _budgets)
        {
            if (budget.IsUnused)
            {
                _budgets.Remove(workload);
            }
            else
            {
                budget.Reset();
            }
        }
    }

    private SourceBudget Budget(string workload)
    {
        if (_budgets.TryGetValue(workload, out var budget))
        {
            return budget;
        }

        // Names beyond the bound share one budget: a flood of new names must not get a budget each.
        if (_budgets.Count >= MostResources)
        {
            workload = "";
            if (_budgets.TryGetValue(workload, out budget))
            {
                return budget;
            }
        }

        _budgets.Add(workload, budget = new SourceBudget());
        return budget;
    }

    private Dictionary<string, string> ReadAttributes(ReadOnlySpan<byte> resource, Refused refused, ByteText scratch)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        var reader = new ProtoReader(resource);
        while (reader.Next(out var field))
        {
            if (field != 1 || reader.Wire != ProtoReader.Length)
            {
                reader.Skip();
                continue;
            }

            AnyValueText.Split(reader.ReadBytes(), out var key, out var value);
            if (attributes.Count >= _options.MaxAttributes)
            {
                refused.Note(Refusal.Attributes, "a resource");
                break;
            }

            attributes[Texts.Read(key, 256)] = Texts.Cut(AnyValueText.Read(value, scratch), 1024);
        }

        return attributes;
    }
}
