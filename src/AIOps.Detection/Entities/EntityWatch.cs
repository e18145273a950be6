using AIOps.Detection.Metrics;

namespace AIOps.Detection.Entities;

/// <summary>
/// Feeds an <see cref="EntityDetector"/> from series whose samples come when they come: keeps the latest evidence of each metric while it is fresh and closes a moment
/// once a minute. At most <see cref="MaxMetrics"/> metrics; 2.5 KB; some hundred operations a minute. Not thread safe.
/// </summary>
public sealed class EntityWatch
{
    /// <summary>Metrics that are joined; further ones are judged alone.</summary>
    public const int MaxMetrics = 64;

    private const long MomentMs = 60_000;
    private readonly EntityDetector _detector;
    private readonly double[] _evidence = new double[MaxMetrics];
    private readonly long[] _untilMs = new long[MaxMetrics];
    private readonly double[] _fresh = new double[MaxMetrics];
    private long _momentMs;

    /// <summary>Makes a watch.</summary>
    /// <param name="profile">Settings; the budget is per entity and day here.</param>
    public EntityWatch(DetectorProfile profile) => _detector = new EntityDetector(profile, MaxMetrics);

    /// <summary>Metrics that have joined.</summary>
    public int Metrics { get; private set; }

    /// <summary>Joins a metric.</summary>
    /// <returns>Its number, or null when there is no room.</returns>
    public int? Join() => Metrics < MaxMetrics ? Metrics++ : null;

    /// <summary>Takes in what the detector of a metric said; closes the moment when it is over.</summary>
    /// <param name="metric">What <see cref="Join"/> returned.</param>
    /// <param name="unixMs">Time of the sample.</param>
    /// <param name="intervalMs">Usual time between samples of that metric.</param>
    /// <param name="evidence"><see cref="Verdict.Evidence"/>.</param>
    /// <returns>The verdict on the moment that ended before this sample; null while it goes on.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No such metric joined.</exception>
    public EntityVerdict? Take(int metric, long unixMs, double intervalMs, double evidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(metric);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(metric, Metrics);
        EntityVerdict? verdict = null;
        _momentMs = _momentMs == 0 ? unixMs : _momentMs;
        if (unixMs - _momentMs >= MomentMs)
        {
            for (var at = 0; at < MaxMetrics; at++)
            {
                _fresh[at] = at < Metrics && _untilMs[at] >= _momentMs ? _evidence[at] : double.NaN;
            }

            verdict = _detector.Observe(_momentMs, _fresh);
            _momentMs = unixMs;
        }

        _evidence[metric] = evidence;
        _untilMs[metric] = unixMs + (long)Math.Clamp(1.5 * intervalMs, MomentMs, 60 * MomentMs);
        return verdict;
    }

    /// <summary>Its state, to be kept over a restart: without what single metrics said while no anomaly is open, which is known again within a minute.</summary>
    public EntityWatchState Save()
    {
        var saved = _detector.Save(Metrics) with { MomentMs = _momentMs };
        return saved.Open ? saved with { Evidence = _evidence[..Metrics], UntilMs = _untilMs[..Metrics] } : saved with { Contributions = [], Recent = [] };
    }

    /// <summary>Goes on from a saved state, before the first sample.</summary>
    /// <param name="saved">What <see cref="Save"/> gave.</param>
    /// <param name="numbers">For each metric that was saved its number now, or -1 when it did not join again.</param>
    /// <exception cref="ArgumentException">The state and the numbers are not of the same metrics, or a number did not join.</exception>
    public void Restore(EntityWatchState saved, ReadOnlySpan<int> numbers)
    {
        ArgumentNullException.ThrowIfNull(saved);
        if (saved.Evidence.Count != numbers.Length || saved.UntilMs.Count != numbers.Length || saved.Contributions.Count != numbers.Length || saved.Recent.Count != numbers.Length)
        {
            throw new ArgumentException($"a state of {saved.Evidence.Count} metrics for {numbers.Length} numbers", nameof(numbers));
        }

        foreach (var number in numbers)
        {
            if (number >= Metrics)
            {
                throw new ArgumentException($"metric {number} did not join, {Metrics} did", nameof(numbers));
            }
        }

        _detector.Restore(saved, numbers);
        _momentMs = saved.MomentMs;
        for (var at = 0; at < numbers.Length; at++)
        {
            if (numbers[at] >= 0)
            {
                (_evidence[numbers[at]], _untilMs[numbers[at]]) = (saved.Evidence[at], saved.UntilMs[at]);
            }
        }
    }

    /// <summary>Ranks the metrics by their contribution, loudest first.</summary>
    /// <param name="order">Receives metric numbers.</param>
    /// <returns>How many contribute at all; further ones are not written.</returns>
    public int Rank(Span<int> order)
    {
        var count = Math.Min(_detector.Rank(order), Metrics);
        var contributions = _detector.Contributions;
        var loud = 0;
        while (loud < count && contributions[order[loud]] > 0)
        {
            loud++;
        }

        return loud;
    }

    /// <summary>How much a metric contributes: the largest evidence since the anomaly opened, or of the last moments.</summary>
    /// <param name="metric">Its number.</param>
    public double Contribution(int metric) => _detector.Contributions[metric];
}
