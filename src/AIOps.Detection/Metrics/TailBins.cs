using System.Runtime.CompilerServices;

namespace AIOps.Detection.Metrics;

/// <summary>Decayed counts over half octaves of a statistic's size, from 0.5 to 512; the first and the last take what lies beyond.</summary>
[InlineArray(Length)]
internal struct TailBins
{
    public const int Length = 20;
    private float _first;
}
