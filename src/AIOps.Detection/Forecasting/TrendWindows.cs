using System.Runtime.CompilerServices;

namespace AIOps.Detection.Forecasting;

[InlineArray(Length)]
internal struct TrendWindows
{
    public const int Length = 3;
    private TrendWindow _first;
}
