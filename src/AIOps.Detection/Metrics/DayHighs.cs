using System.Runtime.CompilerServices;

namespace AIOps.Detection.Metrics;

/// <summary>Upper halves of <see cref="DayBins"/>.</summary>
[InlineArray(DayBins.Length)]
internal struct DayHighs
{
    private ushort _first;
}
