using System.Runtime.InteropServices;

namespace AIOps.Detection.Forecasting;

/// <summary>
/// Learns a limit from a series' own history: a quantile by the P² algorithm (Jain and Chlamtac, CACM 1985), five markers and no list of values. Done after
/// <see cref="Span"/> of at least <see cref="MinSamples"/> values. 128 bytes, a few dozen operations a value. Not thread safe.
/// </summary>
public sealed class LimitLearning
{
    /// <summary>Values that it needs at least.</summary>
    public const int MinSamples = 1000;

    private const int Markers = 5;
    private const byte Version = 1;
    private readonly double[] _state = new double[(2 * Markers) + 3];

    /// <summary>Makes a learner.</summary>
    /// <param name="quantile">Above 0.5 and below 1, for example 0.995.</param>
    public LimitLearning(double quantile)
    {
        if (quantile is not (> 0.5 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(quantile), quantile, "must be above 0.5 and below 1");
        }

        _state[^1] = quantile;
    }

    /// <summary>How long it watches before it names a limit.</summary>
    public static TimeSpan Span { get; } = TimeSpan.FromDays(3);

    /// <summary>Bytes that <see cref="Save"/> writes.</summary>
    public static int SavedBytes => 1 + (((2 * Markers) + 3) * sizeof(double));

    private Span<double> Heights => _state.AsSpan(0, Markers);

    private Span<double> Places => _state.AsSpan(Markers, Markers);

    private ref double Count => ref _state[2 * Markers];

    private ref double FirstMs => ref _state[(2 * Markers) + 1];

    private double Quantile => _state[^1];

    /// <summary>Takes a value in.</summary>
    /// <param name="unixMs">Its time.</param>
    /// <param name="value">Finite.</param>
    /// <returns>The limit, once enough was seen and the values differ; null before.</returns>
    public double? Observe(long unixMs, double value)
    {
        if (!double.IsFinite(value))
        {
            return null;
        }

        FirstMs = Count == 0 ? unixMs : FirstMs;
        if (Count < Markers)
        {
            Heights[(int)Count++] = value;
            if (Count >= Markers)
            {
                Heights.Sort();
                for (var at = 0; at < Markers; at++)
                {
                    Places[at] = at + 1;
                }
            }

            return null;
        }

        Count++;
        Move(value);
        return Count >= MinSamples && unixMs - FirstMs >= Span.TotalMilliseconds && Heights[3] > Heights[0] ? Heights[2] : null;
    }

    /// <summary>Writes a checkpoint.</summary>
    /// <param name="destination">At least <see cref="SavedBytes"/> bytes.</param>
    public void Save(Span<byte> destination)
    {
        destination[0] = Version;
        MemoryMarshal.AsBytes(_state.AsSpan()).CopyTo(destination[1..]);
    }

    /// <summary>Reads a checkpoint; null when it is of another version.</summary>
    /// <param name="saved">What <see cref="Save"/> wrote.</param>
    public static LimitLearning? Restore(ReadOnlySpan<byte> saved)
    {
        if (saved.Length != SavedBytes || saved[0] != Version)
        {
            return null;
        }

        var learning = new LimitLearning(0.9);
        saved[1..].CopyTo(MemoryMarshal.AsBytes(learning._state.AsSpan()));
        return learning.Quantile is > 0.5 and < 1 && learning.Count >= 0 ? learning : null;
    }

    private void Move(double value)
    {
        var heights = Heights;
        var places = Places;
        var cell = 0;
        if (value < heights[0])
        {
            heights[0] = value;
        }
        else if (value >= heights[^1])
        {
            heights[^1] = value;
            cell = Markers - 2;
        }
        else
        {
            while (cell < Markers - 2 && value >= heights[cell + 1])
            {
                cell++;
            }
        }

        for (var at = cell + 1; at < Markers; at++)
        {
            places[at]++;
        }

        ReadOnlySpan<double> shares = [0, Quantile / 2, Quantile, (1 + Quantile) / 2, 1];
        for (var at = 1; at < Markers - 1; at++)
        {
            var off = 1 + ((Count - 1) * shares[at]) - places[at];
            if ((off >= 1 && places[at + 1] - places[at] > 1) || (off <= -1 && places[at - 1] - places[at] < -1))
            {
                Adjust(at, Math.Sign(off));
            }
        }
    }

    private void Adjust(int at, int step)
    {
        var heights = Heights;
        var places = Places;
        var parabolic = heights[at] + (step / (places[at + 1] - places[at - 1])
            * (((places[at] - places[at - 1] + step) * (heights[at + 1] - heights[at]) / (places[at + 1] - places[at]))
            + ((places[at + 1] - places[at] - step) * (heights[at] - heights[at - 1]) / (places[at] - places[at - 1]))));
        heights[at] = heights[at - 1] < parabolic && parabolic < heights[at + 1]
            ? parabolic
            : heights[at] + (step * (heights[at + step] - heights[at]) / (places[at + step] - places[at]));
        places[at] += step;
    }
}
