using System.Runtime.InteropServices;

namespace AIOps.Detection.Metrics;

/// <summary>
/// One side of one statistic: how often was it how large? Two knots of the counted body (two per cent, and the last few exceedances), beyond them a Pareto tail
/// (Hill's estimator, shrunk towards a prior), as SPOT does with exceedances (Siffer et al., KDD 2017), but with decayed counts instead of a list, so that
/// state and cost are constant.
/// </summary>
internal struct Tail
{
    private const double BodyShare = 0.02;
    private const double TailCount = 12;
    private const double PriorCount = 10;
    private const double PriorIndex = 0.30;
    private const int LowestBin = 3;
    private const double Smallest = 0.5;
    private const double Largest = 511;

    // decimal logarithm from one edge to another, by their distance in bins and whether the lower one is odd
    private static readonly float[] BetweenEdges = LogsBetweenEdges();

    private TailBins _counts;
    private float _body;
    private float _bodyEvidence;
    private float _bodySlope;
    private float _tail;
    private float _tailEvidence;
    private float _tailSlope;

    /// <summary>A tail that has seen nothing expects what noise with heavy tails would show: two per cent above four usual errors.</summary>
    public void Reset()
    {
        (_body, _bodyEvidence, _bodySlope) = (4, 1.7f, (float)(1 / PriorIndex));
        (_tail, _tailEvidence, _tailSlope) = (4, 1.7f, (float)(1 / PriorIndex));
    }

    /// <summary>Decimal exponent of the chance that the statistic is at least this large.</summary>
    public readonly double Evidence(double size)
    {
        if (size <= _body)
        {
            return _bodyEvidence * size / _body;
        }

        return size <= _tail
            ? _bodyEvidence + (_bodySlope * Math.Log10(size / _body))
            : _tailEvidence + (_tailSlope * Math.Log10(size / _tail));
    }

    /// <summary>Counts a size; what is smaller than the bins goes into the first, where no fit looks.</summary>
    public void Add(double size, float weight) => _counts[BinOf(size)] += weight;

    public void Scale(float factor)
    {
        for (var bin = 0; bin < TailBins.Length; bin++)
        {
            _counts[bin] *= factor;
        }
    }

    /// <summary>Refits knots and slopes; a few dozen operations, called for one tail in turn.</summary>
    /// <param name="total">Weight of all samples.</param>
    /// <param name="unit">Weight of one sample now (weights grow, so that what is old counts less).</param>
    public void Fit(double total, double unit)
    {
        var scale = 1 / unit;
        var ofTotal = total * scale;
        double above = 0, logs = 0, tailAbove = 0, tailLogs = 0;
        var body = BodyShare * ofTotal;
        int tailBin = 0, bin = MemoryMarshal.Cast<float, int>(_counts).LastIndexOfAnyExcept(0) + 1;
        while (bin > LowestBin && above < body)
        {
            bin--;
            var count = _counts[bin] * scale;
            // moving the threshold down by half an octave lengthens the logarithm of all that lie above it
            logs += (above * 0.5) + (count * 0.25);
            above += count;
            if (tailBin == 0 && above >= TailCount)
            {
                (tailBin, tailAbove, tailLogs) = (bin, above, logs);
            }
        }

        if (tailBin == 0)
        {
            Reset();
            return;
        }

        var index = ((tailLogs * Math.Log(2)) + (PriorCount * PriorIndex)) / (tailAbove + PriorCount);
        _tail = Edge(tailBin);
        _tailEvidence = EvidenceOf(tailAbove / ofTotal);
        _tailSlope = (float)(1 / Math.Clamp(index, 0.05, 3));
        if (bin == tailBin)
        {
            (_body, _bodyEvidence, _bodySlope) = (_tail, _tailEvidence, _tailSlope);
            return;
        }

        _body = Edge(bin);
        _bodyEvidence = EvidenceOf(above / ofTotal);
        _bodySlope = (_tailEvidence - _bodyEvidence) / BetweenEdges[(2 * (tailBin - bin)) + (bin & 1)];
    }

    private static float EvidenceOf(double share) => (float)Math.Max(0.3, -Logarithm.Decimal(share));

    // exponent and first mantissa bit of a float, as in BinOf
    private static float Edge(int bin) => BitConverter.Int32BitsToSingle((bin + (126 << 1)) << 22);

    private static float[] LogsBetweenEdges()
    {
        var logs = new float[2 * TailBins.Length];
        for (var at = 0; at < logs.Length; at++)
        {
            logs[at] = MathF.Log10(Edge((at & 1) + (at >> 1)) / Edge(at & 1));
        }

        return logs;
    }

    private static int BinOf(double size)
    {
        // exponent and first mantissa bit of a double are the half octave (1.5 stands for the root of 2)
        var within = double.MinNative(double.MaxNative(size, Smallest), Largest);
        return (int)(BitConverter.DoubleToInt64Bits(within) >> 51) - (1022 << 1);
    }
}
