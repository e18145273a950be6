using System.Runtime.CompilerServices;

namespace AIOps.Detection.Metrics;

/// <summary>One number for each hour of the day.</summary>
[InlineArray(Length)]
internal struct HourBins
{
    public const int Length = 24;
    private float _first;
}
