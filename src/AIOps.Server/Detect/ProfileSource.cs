using AIOps.Contracts.Telemetry;
using AIOps.Detection.Metrics;
using AIOps.Detection.Profiles;
using AIOps.Server.Offline;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Detect;

/// <summary>The profile of a series, chosen from the shipped models and the user's, with the times that the configuration overrules.</summary>
internal sealed partial class ProfileSource
{
    private readonly ProfileCatalogue _catalogue;
    private readonly DetectionOptions _options;
    private readonly Dictionary<string, DetectorProfile> _overruled = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public ProfileSource(IOptions<DetectionOptions> options, ILogger<ProfileSource> logger)
    {
        _options = options.Value;
        var (catalogue, mistakes) = ProfileChoice.ReadAll(_options.Models.Length > 0 ? [ProfileChoice.Shipped, _options.Models] : [ProfileChoice.Shipped]);
        foreach (var mistake in mistakes)
        {
            Log.Wrong(logger, mistake);
        }

        _catalogue = catalogue;
        Default = Overrule(DetectorProfile.Default);
    }

    public DetectorProfile Default { get; }

    public DetectorProfile For(SeriesKey key)
    {
        var chosen = _catalogue.Choose(key);
        lock (_lock)
        {
            if (!_overruled.TryGetValue(chosen.Identity, out var profile))
            {
                profile = Overrule(chosen);
                _overruled.Add(chosen.Identity, profile);
            }

            return profile;
        }
    }

    private DetectorProfile Overrule(DetectorProfile profile) => profile with
    {
        Learning = _options.Learning ?? profile.Learning,
        CloseAfter = _options.CloseAfter ?? profile.CloseAfter,
        StaleAfter = _options.StaleAfter ?? profile.StaleAfter,
        Budget = _options.Budget ?? profile.Budget,
    };

    private static partial class Log
    {
        [LoggerMessage(154, LogLevel.Error, "A detector profile is not in use: {Mistake}")]
        public static partial void Wrong(ILogger logger, string mistake);
    }
}
