using System.Runtime.CompilerServices;

namespace AIOps.Detection.Metrics;

/// <summary>A week in 84 steps of two hours; each is the upper half of a float, three digits are enough for a correction.</summary>
[InlineArray(Length)]
internal struct WeekBins
{
    public const int Length = 84;
    private ushort _first;

    public readonly float Get(int bin) => BitConverter.UInt32BitsToSingle((uint)this[bin] << 16);

    public void Set(int bin, float value) => this[bin] = (ushort)((BitConverter.SingleToUInt32Bits(value) + 0x8000) >> 16);
}
