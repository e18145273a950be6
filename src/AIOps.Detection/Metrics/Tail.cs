namespace AIOps.Detection.Metrics;

/// <summary>
/// One side of one statistic: how often was it how large? The body is counted, beyond the top two per cent a Pareto tail is fitted (Hill's estimator, shrunk
/// towards a prior), as SPOT does with exceedances (Siffer et al., KDD 2017), but with decayed counts instead of a list, so that state and cost are constant.
/// </summary>
internal struct Tail
{
    private const double TailShare = 0.02;
    private const double MinExceedances = 8;
    private const double PriorExceedances = 10;
    private const double PriorIndex = 0.30;
    private TailBins _counts;
    private float _threshold;
    private float _evidenceAtThreshold;
    private float _slope;

    /// <summary>A tail that has seen nothing expects what noise with heavy tails would show.</summary>
    public void Reset() => (_threshold, _evidenceAtThreshold, _slope) = (4, 1.7f, (float)(1 / PriorIndex));

    /// <summary>Decimal exponent of the chance that the statistic is at least this large.</summary>
    public readonly double Evidence(double size) => size <= _threshold
        ? _evidenceAtThreshold * size / _threshold
        : _evidenceAtThreshold + (_slope * Math.Log10(size / _threshold));

    public void Add(double size, float weight)
    {
        if (size >= 0.5)
        {
            _counts[BinOf(size)] += weight;
        }
    }

    public void Scale(float factor)
    {
        for (var bin = 0; bin < TailBins.Length; bin++)
        {
            _counts[bin] *= factor;
        }
    }

    /// <summary>Refits threshold and slope; a few dozen operations, called for one tail in turn.</summary>
    /// <param name="total">Weight of all samples.</param>
    /// <param name="unit">Weight of one sample now (weights grow, so that what is old counts less).</param>
    public void Fit(double total, double unit)
    {
        var ofTotal = total / unit;
        var wanted = Math.Max(MinExceedances, TailShare * ofTotal);
        double above = 0, logs = 0;
        var bin = TailBins.Length;
        while (bin > 3 && above < wanted)
        {
            bin--;
            // moving the threshold down by half an octave lengthens the logarithm of all that lie above it
            var count = _counts[bin] / unit;
            logs += (above * 0.5) + (count * 0.25);
            above += count;
        }

        if (above < wanted)
        {
            // too little seen: the prior says that two per cent lie above four usual errors
            Reset();
            return;
        }

        var index = ((logs * Math.Log(2)) + (PriorExceedances * PriorIndex)) / (above + PriorExceedances);
        _threshold = MathF.Pow(2, (0.5f * bin) - 1);
        _evidenceAtThreshold = (float)Math.Max(0.3, -Math.Log10(above / ofTotal));
        _slope = (float)(1 / Math.Clamp(index, 0.08, 1.5));
    }

    private static int BinOf(double size)
    {
        // exponent and first mantissa bit of a double are the half octave (1.5 stands for the root of 2)
        var bits = BitConverter.DoubleToInt64Bits(size) >> 51;
        return (int)Math.Clamp(bits - (1022L << 1), 0, TailBins.Length - 1);
    }
}
