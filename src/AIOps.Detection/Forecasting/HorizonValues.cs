using System.Runtime.CompilerServices;

namespace AIOps.Detection.Forecasting;

/// <summary>One number for each <see cref="Horizon"/>.</summary>
[InlineArray(Length)]
internal struct HorizonValues
{
    public const int Length = 4;
    private double _first;
}
