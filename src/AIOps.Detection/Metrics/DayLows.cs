using System.Runtime.CompilerServices;

namespace AIOps.Detection.Metrics;

/// <summary>Third bytes of <see cref="DayBins"/>.</summary>
[InlineArray(DayBins.Length)]
internal struct DayLows
{
    private byte _first;
}
