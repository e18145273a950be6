using System.Net;
using AIOps.Contracts.Configuration;

namespace AIOps.Collectors.Otlp;

/// <summary>Settings of the OTLP receiver.</summary>
public sealed class OtlpOptions : ICheckedOptions
{
    /// <summary>Whether OTLP is received.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Address to listen on. Senders from elsewhere than loopback need a token.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Port of OTLP/gRPC; 0 takes a free one, -1 switches it off.</summary>
    public int GrpcPort { get; set; } = 4317;

    /// <summary>Port of OTLP/HTTP; 0 takes a free one, -1 switches it off.</summary>
    public int HttpPort { get; set; } = 4318;

    /// <summary>Largest body as it comes over the wire, in bytes.</summary>
    public int MaxBodyBytes { get; set; } = 8 << 20;

    /// <summary>Largest body after decompression, in bytes.</summary>
    public int MaxDecodedBytes { get; set; } = 32 << 20;

    /// <summary>Bytes of bodies held at once over all requests; above it senders are told to come back.</summary>
    public int MaxBytesInFlight { get; set; } = 128 << 20;

    /// <summary>Series of one workload that are taken within an hour.</summary>
    public int MaxSeriesPerSource { get; set; } = 10_000;

    /// <summary>Series over all sources that are known at once; what is not used for an hour is forgotten.</summary>
    public int MaxSeries { get; set; } = 200_000;

    /// <summary>Attributes of a resource, point or span that are kept.</summary>
    public int MaxAttributes { get; set; } = 64;

    /// <summary>Longest text of a log record, in bytes; the rest is cut.</summary>
    public int MaxLogBytes { get; set; } = 64 * 1024;

    /// <summary>How far in the future a timestamp may lie.</summary>
    public TimeSpan MaxAhead { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How far in the past a timestamp may lie.</summary>
    public TimeSpan MaxBehind { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Time between two observations of the same resource that are handed on.</summary>
    public TimeSpan ObserveEvery { get; set; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public IEnumerable<ConfigurationMistake> Check(string section)
    {
        if (!IPAddress.TryParse(Address, out _))
        {
            yield return new ConfigurationMistake($"{section}:{nameof(Address)}", Address, "is no IP address", "write 127.0.0.1, or 0.0.0.0 for all");
        }

        foreach (var (name, value) in new[] { (nameof(GrpcPort), GrpcPort), (nameof(HttpPort), HttpPort) })
        {
            if (value is < -1 or > 65535)
            {
                yield return new ConfigurationMistake($"{section}:{name}", $"{value}", "is no port", "write 0 to 65535, or -1 to switch it off");
            }
        }

        foreach (var (name, value) in new[]
        {
            (nameof(MaxBodyBytes), MaxBodyBytes), (nameof(MaxDecodedBytes), MaxDecodedBytes), (nameof(MaxBytesInFlight), MaxBytesInFlight), (nameof(MaxSeriesPerSource), MaxSeriesPerSource),
            (nameof(MaxSeries), MaxSeries), (nameof(MaxAttributes), MaxAttributes), (nameof(MaxLogBytes), MaxLogBytes),
        })
        {
            if (value <= 0)
            {
                yield return new ConfigurationMistake($"{section}:{name}", $"{value}", "is not positive", "leave it out for the default");
            }
        }

        if (MaxDecodedBytes < MaxBodyBytes || MaxBytesInFlight < MaxDecodedBytes)
        {
            yield return new ConfigurationMistake($"{section}:{nameof(MaxBytesInFlight)}", $"{MaxBytesInFlight}", "the bounds contradict each other", "keep MaxBodyBytes <= MaxDecodedBytes <= MaxBytesInFlight");
        }

        foreach (var (name, value) in new[] { (nameof(MaxAhead), MaxAhead), (nameof(MaxBehind), MaxBehind), (nameof(ObserveEvery), ObserveEvery) })
        {
            if (value <= TimeSpan.Zero)
            {
                yield return new ConfigurationMistake($"{section}:{name}", $"{value}", "is not positive", "write a time such as 01:00:00");
            }
        }
    }
}
