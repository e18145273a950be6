using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace AIOps.Detection.Metrics;

/// <content>Checkpoints, priors for new members, feedback.</content>
public sealed partial class SeriesDetector
{
    private const int HeaderBytes = 8;
    private const uint Magic = 0x44534941; // "AISD"

    /// <summary>Bytes that <see cref="Save"/> writes.</summary>
    public static int SavedBytes => HeaderBytes + StateBytes;

    /// <summary>Writes a checkpoint: magic, layout version, the state's bytes (little endian).</summary>
    /// <param name="destination">At least <see cref="SavedBytes"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentException">The destination is too small.</exception>
    public int Save(Span<byte> destination)
    {
        if (destination.Length < SavedBytes)
        {
            throw new ArgumentException($"needs {SavedBytes} bytes, got {destination.Length}", nameof(destination));
        }

        BinaryPrimitives.WriteUInt32LittleEndian(destination, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], SeriesState.Layout);
        MemoryMarshal.Write(destination[HeaderBytes..], in _state);
        return SavedBytes;
    }

    /// <summary>Reads a checkpoint; the restored detector goes on exactly as the saved one would have.</summary>
    /// <param name="profile">Settings.</param>
    /// <param name="saved">What <see cref="Save"/> wrote.</param>
    /// <returns>The detector, or null when the bytes are of another version or no checkpoint: then the series has to learn again.</returns>
    public static SeriesDetector? Restore(DetectorProfile profile, ReadOnlySpan<byte> saved)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return saved.Length >= SavedBytes && BinaryPrimitives.ReadUInt32LittleEndian(saved) == Magic && BinaryPrimitives.ReadInt32LittleEndian(saved[4..]) == SeriesState.Layout
            ? new SeriesDetector(profile, MemoryMarshal.Read<SeriesState>(saved[HeaderBytes..]))
            : null;
    }

    /// <summary>Starts the detector of a new member from what its workload has learnt: day's path, usual errors, tails. Level and open anomalies are its own.</summary>
    /// <param name="prior">Detector of the workload or of an older member.</param>
    /// <param name="minSamples">Samples of its own before it may alert.</param>
    public static SeriesDetector FromPrior(SeriesDetector prior, int minSamples = 5)
    {
        ArgumentNullException.ThrowIfNull(prior);
        var member = new SeriesDetector(prior.Profile with { Learning = TimeSpan.Zero, MinSamples = minSamples }, prior._state);
        if (prior.State == LearningState.Learning)
        {
            member = new SeriesDetector(prior.Profile, prior.Kind);
        }
        else
        {
            SeriesModel.StartMember(ref member._state);
        }

        return member;
    }

    /// <summary>Takes in what somebody said about this series' latest alert.</summary>
    /// <param name="feedback">What was said.</param>
    public void Learn(Feedback feedback)
    {
        switch (feedback)
        {
            case Feedback.TrueAlarm:
                _state.Raised = Math.Max(-0.5, _state.Raised - 0.1);
                break;
            case Feedback.FalseAlarm:
                _state.Raised = Math.Clamp(_state.Gate.Peak - (Bar - _state.Raised) + 0.3, _state.Raised + 0.3, 6);
                _state.Gate.Open = 0;
                break;
            default:
                SeriesModel.Accept(ref _state);
                _state.Gate.Open = 0;
                break;
        }
    }
}
