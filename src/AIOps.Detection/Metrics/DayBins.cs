using System.Runtime.CompilerServices;

namespace AIOps.Detection.Metrics;

/// <summary>The path of a day in 144 steps of ten minutes.</summary>
[InlineArray(Length)]
internal struct DayBins
{
    public const int Length = 144;
    private float _first;
}
