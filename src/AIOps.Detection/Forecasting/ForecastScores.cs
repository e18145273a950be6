namespace AIOps.Detection.Forecasting;

/// <summary>How well the forecasts of many series did, for each horizon: Brier score beside that of always saying the base rate, and what became of the warnings.</summary>
public sealed class ForecastScores
{
    /// <summary>Bytes that <see cref="Save"/> writes.</summary>
    public const int SavedBytes = ((3 * HorizonValues.Length) + 3) * sizeof(double);

    private readonly double[] _totals = new double[SavedBytes / sizeof(double)];

    /// <summary>Warnings by what became of them: came true, wrong, prevented.</summary>
    /// <param name="outcome">Not <see cref="ForecastOutcome.Open"/>.</param>
    public double Warnings(ForecastOutcome outcome) => _totals[(3 * HorizonValues.Length) + (int)outcome - 1];

    /// <summary>Counts a judged forecast; prevented ones are no verdict on the forecast.</summary>
    /// <param name="judged">The forecast.</param>
    public void Add(JudgedForecast judged)
    {
        ArgumentNullException.ThrowIfNull(judged);
        if (judged.Outcome is not (ForecastOutcome.CameTrue or ForecastOutcome.Wrong))
        {
            return;
        }

        var came = judged.Outcome == ForecastOutcome.CameTrue ? 1 : 0;
        var at = 3 * (int)judged.Horizon;
        _totals[at]++;
        _totals[at + 1] += came;
        _totals[at + 2] += (judged.Probability - came) * (judged.Probability - came);
    }

    /// <summary>Counts a warning that is over.</summary>
    /// <param name="outcome">Not <see cref="ForecastOutcome.Open"/>.</param>
    public void AddWarning(ForecastOutcome outcome)
    {
        if (outcome != ForecastOutcome.Open)
        {
            _totals[(3 * HorizonValues.Length) + (int)outcome - 1]++;
        }
    }

    /// <summary>Adds what another counted.</summary>
    /// <param name="other">Not changed.</param>
    public void Add(ForecastScores other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var at = 0; at < _totals.Length; at++)
        {
            _totals[at] += other._totals[at];
        }
    }

    /// <summary>Judged forecasts of a horizon.</summary>
    /// <param name="horizon">Which.</param>
    public double Judged(Horizon horizon) => _totals[3 * (int)horizon];

    /// <summary>Mean squared difference of probability and outcome; null when nothing was judged.</summary>
    /// <param name="horizon">Which.</param>
    public double? Brier(Horizon horizon) => Judged(horizon) > 0 ? _totals[(3 * (int)horizon) + 2] / Judged(horizon) : null;

    /// <summary>What always saying the base rate would have scored; null when nothing was judged.</summary>
    /// <param name="horizon">Which.</param>
    public double? BaseRateBrier(Horizon horizon)
    {
        var rate = Judged(horizon) > 0 ? _totals[(3 * (int)horizon) + 1] / Judged(horizon) : 0;
        return Judged(horizon) > 0 ? rate * (1 - rate) : null;
    }

    /// <summary>Writes the totals.</summary>
    /// <param name="destination">At least <see cref="SavedBytes"/> bytes.</param>
    public void Save(Span<byte> destination) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(_totals.AsSpan()).CopyTo(destination);

    /// <summary>Reads totals.</summary>
    /// <param name="saved">What <see cref="Save"/> wrote.</param>
    /// <exception cref="ArgumentException">The length is another.</exception>
    public static ForecastScores Restore(ReadOnlySpan<byte> saved)
    {
        if (saved.Length != SavedBytes)
        {
            throw new ArgumentException($"{saved.Length} bytes, expected {SavedBytes}", nameof(saved));
        }

        var scores = new ForecastScores();
        saved.CopyTo(System.Runtime.InteropServices.MemoryMarshal.AsBytes(scores._totals.AsSpan()));
        return scores;
    }
}
