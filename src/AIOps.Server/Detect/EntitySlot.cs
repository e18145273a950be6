using AIOps.Contracts.Events;
using AIOps.Detection.Entities;
using AIOps.Detection.Metrics;

namespace AIOps.Server.Detect;

/// <summary>An entity whose metrics are judged together.</summary>
internal sealed class EntitySlot(DetectorProfile profile)
{
    private const double Audible = 1;
    private const int Longest = 200;

    public EntityWatch Watch { get; } = new(profile);

    /// <summary>Its series, in the order in which they joined.</summary>
    public List<SeriesSlot> Series { get; } = [];

    /// <summary>The latest verdict.</summary>
    public EntityVerdict Verdict { get; set; }

    /// <summary>The anomaly that is open on the entity.</summary>
    public Anomaly? Open { get; set; }

    /// <summary>The loudest metrics in words, loudest first; empty while the metrics together are not out of the ordinary.</summary>
    public IReadOnlyList<string> Describe()
    {
        if (!Verdict.Open)
        {
            return [];
        }

        Span<int> order = stackalloc int[5];
        var count = Watch.Rank(order);
        var lines = new List<string>(count + 1);
        foreach (var metric in order[..count])
        {
            if (Watch.Contribution(metric) >= Audible)
            {
                var name = Series[metric].Key.Display;
                lines.Add(FormattableString.Invariant($"{(name.Length <= Longest ? name : name[..Longest])}: evidence {Watch.Contribution(metric):0.0}"));
            }
        }

        if (lines.Count > 0)
        {
            lines.Insert(0, FormattableString.Invariant($"joint evidence of {Series.Count} metrics {Verdict.Evidence:0.0}, loudest first:"));
        }

        return lines;
    }
}
