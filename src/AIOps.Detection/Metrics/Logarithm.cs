namespace AIOps.Detection.Metrics;

/// <summary>
/// Decimal logarithm of positive, normal numbers, to within 1e-15: a third of the time of <see cref="Math.Log10"/>, and the same digits on every machine.
/// Splits the number into a power of two, the middle of one of 128 intervals of the mantissa, and a rest below 1/256 whose logarithm six terms of the series give.
/// </summary>
internal static class Logarithm
{
    private const int Intervals = 128;
    private const int MantissaBits = 52;
    private const double PerOctave = 0.30102999566398120;
    private const double PerNatural = 0.43429448190325183;

    private const double Third = 1.0 / 3;
    private const double Sixth = 1.0 / 6;

    // of each interval one by its middle, then the decimal logarithm of the middle
    private static readonly double[] Middles = MakeMiddles();

    public static double Decimal(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var octave = (int)(bits >> MantissaBits) - 1023;
        var interval = (int)(bits >> (MantissaBits - 7)) & (Intervals - 1);
        var mantissa = BitConverter.Int64BitsToDouble((bits & ((1L << MantissaBits) - 1)) | (1023L << MantissaBits));
        var middles = Middles;
        var rest = (mantissa * middles[2 * interval]) - 1;
        var series = 1 - (rest * (0.5 - (rest * (Third - (rest * (0.25 - (rest * (0.2 - (rest * Sixth)))))))));
        return (octave * PerOctave) + (middles[(2 * interval) + 1] + (rest * series * PerNatural));
    }

    private static double[] MakeMiddles()
    {
        var middles = new double[2 * Intervals];
        for (var interval = 0; interval < Intervals; interval++)
        {
            var inverse = 1 / (1 + ((interval + 0.5) / Intervals));
            middles[2 * interval] = inverse;
            middles[(2 * interval) + 1] = -Math.Log10(inverse);
        }

        return middles;
    }
}
