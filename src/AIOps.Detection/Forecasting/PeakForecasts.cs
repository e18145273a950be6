using System.Runtime.CompilerServices;

namespace AIOps.Detection.Forecasting;

/// <summary>One forecast of the peak for each <see cref="Horizon"/>.</summary>
[InlineArray(Length)]
internal struct PeakForecasts
{
    public const int Length = HorizonValues.Length;
    private PeakForecast _first;
}
