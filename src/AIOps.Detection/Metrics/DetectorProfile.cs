using AIOps.Contracts.Events;

namespace AIOps.Detection.Metrics;

/// <summary>Settings of a detector. All spans are time, never numbers of samples, so that a change of the interval changes nothing.</summary>
public sealed record DetectorProfile
{
    /// <summary>The settings for everything that nobody has chosen a profile for.</summary>
    public static DetectorProfile Default { get; } = new();

    /// <summary>Name, unique in the catalogue.</summary>
    public string Name { get; init; } = "default";

    /// <summary>Version, counted up with every change.</summary>
    public int Version { get; init; } = 1;

    /// <summary>First 12 hexadecimal digits of the SHA-256 of the profile's file; "builtin" for settings made in code.</summary>
    public string Hash { get; init; } = "builtin";

    /// <summary>How long a new series learns before it may alert.</summary>
    public TimeSpan Learning { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Samples that must have been judged before the series may alert, whatever the time.</summary>
    public int MinSamples { get; init; } = 10;

    /// <summary>Ceiling of false alerts per series and day; never a quota.</summary>
    public double Budget { get; init; } = 0.1;

    /// <summary>Which side may alert; <see cref="AnomalyDirection.None"/> means both.</summary>
    public AnomalyDirection Direction { get; init; } = AnomalyDirection.None;

    /// <summary>Distances from the expected value that are smaller never alert, in the unit of the value.</summary>
    public double MinDeviation { get; init; }

    /// <summary>Distances smaller than this share of the expected value never alert.</summary>
    public double MinRelativeDeviation { get; init; }

    /// <summary>
    /// Whether a plateau is as bad as its edge: then samples that stand out are not learnt from (until <see cref="AcceptAfter"/>), so that what lasts stays open,
    /// and three of them in a row open an anomaly that none would alone. Fits latencies and errors; what may settle anywhere (memory, threads) is learnt.
    /// </summary>
    public bool Hold { get; init; }

    /// <summary>With <see cref="Hold"/>: a distance from the expected value that in two samples in a row is trouble in every series, in the unit of the value; 0 for none.</summary>
    public double CertainDeviation { get; init; }

    /// <summary>How long the evidence must last before an anomaly opens; zero opens at once.</summary>
    public TimeSpan OpenAfter { get; init; } = TimeSpan.Zero;

    /// <summary>How long it must be quiet before an anomaly closes.</summary>
    public TimeSpan CloseAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Silence after which a series is stale; at least three usual intervals.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A level that lasts this long is accepted as the new normal.</summary>
    public TimeSpan AcceptAfter { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Memory of the fast level, the source of <see cref="Statistic.Spike"/>.</summary>
    public TimeSpan FastMemory { get => TimeSpan.FromMilliseconds(FastMemoryMs); init => FastMemoryMs = value.TotalMilliseconds; }

    /// <summary>Memory of the hour's level, the source of <see cref="Statistic.Shift"/>.</summary>
    public TimeSpan MidMemory { get => TimeSpan.FromMilliseconds(MidMemoryMs); init => MidMemoryMs = value.TotalMilliseconds; }

    /// <summary>Memory of the day's level.</summary>
    public TimeSpan SlowMemory { get => TimeSpan.FromMilliseconds(SlowMemoryMs); init => SlowMemoryMs = value.TotalMilliseconds; }

    /// <summary>Memory of the usual error.</summary>
    public TimeSpan ScaleMemory { get => TimeSpan.FromMilliseconds(ScaleMemoryMs); init => ScaleMemoryMs = value.TotalMilliseconds; }

    /// <summary>Memory of the tails of the statistics, which the evidence is measured by.</summary>
    public TimeSpan TailMemory { get => TimeSpan.FromMilliseconds(TailMemoryMs); init => TailMemoryMs = value.TotalMilliseconds; }

    /// <summary>Upper limit that somebody set, in the unit of the judged values; null for none.</summary>
    public double? UpperLimit { get; init; }

    /// <summary>Lower limit that somebody set; null for none. An upper one goes before it.</summary>
    public double? LowerLimit { get; init; }

    /// <summary>Quantile of the first days that is forecast as the limit where none is known, such as 0.995; 0 for none. What was learnt is never warned of.</summary>
    public double LimitQuantile { get; init; }

    /// <summary>"name@version#hash", stored with every anomaly so that its score can be reproduced.</summary>
    public string Identity => $"{Name}@{Version}#{Hash}";

    // kept as every sample needs them: a TimeSpan would be divided out each time
    internal double FastMemoryMs { get; private init; } = TimeSpan.FromMinutes(5).TotalMilliseconds;

    internal double MidMemoryMs { get; private init; } = TimeSpan.FromHours(1).TotalMilliseconds;

    internal double SlowMemoryMs { get; private init; } = TimeSpan.FromHours(12).TotalMilliseconds;

    internal double ScaleMemoryMs { get; private init; } = TimeSpan.FromDays(1).TotalMilliseconds;

    internal double TailMemoryMs { get; private init; } = TimeSpan.FromDays(14).TotalMilliseconds;
}
