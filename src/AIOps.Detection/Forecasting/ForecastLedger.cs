namespace AIOps.Detection.Forecasting;

/// <summary>
/// Keeps the forecasts of one series until they are due and judges them: came true, wrong, or prevented. Totals give the Brier score against the base rate's,
/// and the mean lead time. Holds at most <see cref="Capacity"/> open forecasts; what does not fit is counted in <see cref="Refused"/>.
/// </summary>
public sealed class ForecastLedger
{
    /// <summary>Open forecasts that are kept.</summary>
    public const int Capacity = 256;

    private readonly Queue<(long IssuedMs, Horizon Horizon, double Probability)> _open = new();
    private double _squares;
    private double _hits;
    private double _leadMs;
    private long _crossedMs = long.MinValue;
    private long _intervenedMs = long.MinValue;

    /// <summary>Judged forecasts, prevented ones left out.</summary>
    public int Judged { get; private set; }

    /// <summary>Forecasts after which somebody intervened.</summary>
    public int Prevented { get; private set; }

    /// <summary>Forecasts that were not kept because too many were open.</summary>
    public long Refused { get; private set; }

    /// <summary>Mean squared difference of probability and outcome; null when nothing was judged.</summary>
    public double? Brier => Judged == 0 ? null : _squares / Judged;

    /// <summary>What always saying the base rate would have scored; null when nothing was judged.</summary>
    public double? BaseRateBrier => Judged == 0 ? null : _hits / Judged * (1 - (_hits / Judged));

    /// <summary>Mean time from forecast to crossing over those that came true; null when none did.</summary>
    public TimeSpan? MeanLead => _hits > 0 ? TimeSpan.FromMilliseconds(_leadMs / _hits) : null;

    /// <summary>Keeps a forecast.</summary>
    /// <param name="unixMs">When it was issued; not before the one before.</param>
    /// <param name="horizon">How far ahead.</param>
    /// <param name="probability">0 to 1.</param>
    public void Issue(long unixMs, Horizon horizon, double probability)
    {
        if (_open.Count >= Capacity)
        {
            Refused++;
            return;
        }

        _open.Enqueue((unixMs, horizon, probability));
    }

    /// <summary>Somebody or something acted on the series: what is open and does not come true counts as prevented.</summary>
    /// <param name="unixMs">When.</param>
    public void Intervened(long unixMs) => _intervenedMs = Math.Max(_intervenedMs, unixMs);

    /// <summary>Lets time pass, with or without a crossing, and returns what is judged now.</summary>
    /// <param name="unixMs">The data's present.</param>
    /// <param name="crossed">True when the limit was crossed at that time.</param>
    public IReadOnlyList<JudgedForecast> Advance(long unixMs, bool crossed)
    {
        _crossedMs = crossed ? unixMs : _crossedMs;
        List<JudgedForecast>? judged = null;
        for (var left = _open.Count; left > 0; left--)
        {
            var one = _open.Dequeue();
            var due = one.IssuedMs + (long)Forecaster.Length(one.Horizon).TotalMilliseconds;
            var came = _crossedMs > one.IssuedMs && _crossedMs <= due;
            if (!came && unixMs < due)
            {
                _open.Enqueue(one);
                continue;
            }

            var outcome = came ? ForecastOutcome.CameTrue : _intervenedMs > one.IssuedMs && _intervenedMs <= due ? ForecastOutcome.Prevented : ForecastOutcome.Wrong;
            Count(one.IssuedMs, one.Probability, outcome);
            (judged ??= []).Add(new JudgedForecast(one.IssuedMs, one.Horizon, one.Probability, outcome, came ? TimeSpan.FromMilliseconds(_crossedMs - one.IssuedMs) : TimeSpan.Zero));
        }

        return judged ?? [];
    }

    internal void Save(BinaryWriter writer)
    {
        writer.Write(_open.Count);
        foreach (var (issuedMs, horizon, probability) in _open)
        {
            writer.Write(issuedMs);
            writer.Write((byte)horizon);
            writer.Write(probability);
        }

        writer.Write(_squares);
        writer.Write(_hits);
        writer.Write(_leadMs);
        writer.Write(_crossedMs);
        writer.Write(_intervenedMs);
        writer.Write(Judged);
        writer.Write(Prevented);
        writer.Write(Refused);
    }

    internal static ForecastLedger? Restore(BinaryReader reader)
    {
        var open = reader.ReadInt32();
        if (open is < 0 or > Capacity)
        {
            return null;
        }

        var ledger = new ForecastLedger();
        for (; open > 0; open--)
        {
            ledger._open.Enqueue((reader.ReadInt64(), (Horizon)(reader.ReadByte() & 3), reader.ReadDouble()));
        }

        ledger._squares = reader.ReadDouble();
        ledger._hits = reader.ReadDouble();
        ledger._leadMs = reader.ReadDouble();
        ledger._crossedMs = reader.ReadInt64();
        ledger._intervenedMs = reader.ReadInt64();
        ledger.Judged = reader.ReadInt32();
        ledger.Prevented = reader.ReadInt32();
        ledger.Refused = reader.ReadInt64();
        return ledger;
    }

    private void Count(long issuedMs, double probability, ForecastOutcome outcome)
    {
        if (outcome == ForecastOutcome.Prevented)
        {
            Prevented++;
            return;
        }

        var came = outcome == ForecastOutcome.CameTrue ? 1 : 0;
        Judged++;
        _hits += came;
        _squares += (probability - came) * (probability - came);
        _leadMs += came == 1 ? _crossedMs - issuedMs : 0;
    }
}
