namespace AIOps.Detection.Metrics;

/// <summary>The path of a day in 144 steps of ten minutes; 24 bits each, which is a float without its last byte: five digits.</summary>
internal struct DayBins
{
    public const int Length = 144;
    private DayHighs _highs;
    private DayLows _lows;

    public float this[int bin]
    {
        readonly get => BitConverter.UInt32BitsToSingle(((uint)_highs[bin] << 16) | ((uint)_lows[bin] << 8));
        set
        {
            var bits = BitConverter.SingleToUInt32Bits(value) + 0x80;
            _highs[bin] = (ushort)(bits >> 16);
            _lows[bin] = (byte)(bits >> 8);
        }
    }
}
