using System.Runtime.CompilerServices;

namespace AIOps.Detection.Forecasting;

[InlineArray(Length)]
internal struct PendingPeaks
{
    public const int Length = 6;
    private PendingPeak _first;
}
