using AIOps.Contracts.Telemetry;
using AIOps.Detection.Metrics;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Detect;

/// <summary>The profile of a series, with the times that the configuration overrules.</summary>
internal sealed class ProfileSource(IOptions<DetectionOptions> options)
{
    public DetectorProfile Default { get; } = Overrule(DetectorProfile.Default, options.Value);

    public DetectorProfile For(SeriesKey key) => Default;

    private static DetectorProfile Overrule(DetectorProfile profile, DetectionOptions options) => profile with
    {
        Learning = options.Learning ?? profile.Learning,
        CloseAfter = options.CloseAfter ?? profile.CloseAfter,
        StaleAfter = options.StaleAfter ?? profile.StaleAfter,
        Budget = options.Budget ?? profile.Budget,
    };
}
