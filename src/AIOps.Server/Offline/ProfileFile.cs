using System.Globalization;
using System.Security.Cryptography;
using AIOps.Contracts.Events;
using AIOps.Detection.Metrics;
using AIOps.Detection.Profiles;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace AIOps.Server.Offline;

/// <summary>A profile's YAML file. An unknown key is a mistake.</summary>
internal sealed class ProfileFile
{
    public string Name { get; set; } = "";

    public int Version { get; set; }

    public MatchPart Match { get; set; } = new();

    public SettingsPart Settings { get; set; } = new();

    public CardPart Card { get; set; } = new();

    /// <summary>Reads a file; null and why when it is wrong.</summary>
    public static (ProfileEntry? Entry, string? Mistake) Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return (null, $"{path}: {problem.Message}");
        }

        try
        {
            var file = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build().Deserialize<ProfileFile?>(System.Text.Encoding.UTF8.GetString(bytes));
            if (file is null || file.Name.Length == 0 || file.Version < 1)
            {
                return (null, $"{path}: needs a name, and a version of at least 1");
            }

            return (file.ToEntry(Hash(bytes)), null);
        }
        catch (YamlException mistake)
        {
            return (null, $"{path}:{mistake.Start.Line}: {mistake.InnerException?.Message ?? mistake.Message}");
        }
        catch (FormatException mistake)
        {
            return (null, $"{path}: {mistake.Message}");
        }
    }

    /// <summary>First 12 hexadecimal digits of the SHA-256.</summary>
    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..12];

    private ProfileEntry ToEntry(string hash)
    {
        var usual = DetectorProfile.Default;
        var settings = usual with
        {
            Name = Name,
            Version = Version,
            Hash = hash,
            Learning = Span(Settings.Learning, usual.Learning, "learning"),
            MinSamples = Settings.MinSamples ?? usual.MinSamples,
            Budget = Settings.Budget ?? usual.Budget,
            Direction = Settings.Direction switch
            {
                null or "both" => AnomalyDirection.None,
                "up" => AnomalyDirection.Up,
                "down" => AnomalyDirection.Down,
                var other => throw new FormatException($"direction '{other}': write up, down or both"),
            },
            MinDeviation = Settings.MinDeviation ?? usual.MinDeviation,
            MinRelativeDeviation = Settings.MinRelativeDeviation ?? usual.MinRelativeDeviation,
            Hold = Settings.Hold ?? usual.Hold,
            CertainDeviation = Settings.CertainDeviation ?? usual.CertainDeviation,
            OpenAfter = Span(Settings.OpenAfter, usual.OpenAfter, "open_after"),
            CloseAfter = Span(Settings.CloseAfter, usual.CloseAfter, "close_after"),
            StaleAfter = Span(Settings.StaleAfter, usual.StaleAfter, "stale_after"),
            AcceptAfter = Span(Settings.AcceptAfter, usual.AcceptAfter, "accept_after"),
            UpperLimit = Settings.UpperLimit,
            LowerLimit = Settings.LowerLimit,
            LimitQuantile = Settings.LimitQuantile ?? usual.LimitQuantile,
        };
        if (settings.Budget is not (> 0 and <= 1000) || settings.MinDeviation < 0 || settings.MinRelativeDeviation < 0 || settings.CertainDeviation < 0 || settings.MinSamples < 1)
        {
            throw new FormatException("budget must be above 0 and at most 1000, min_deviation, min_relative_deviation and certain_deviation not negative, min_samples at least 1");
        }

        if (settings.LimitQuantile is not (0 or (> 0.5 and < 1)) || settings.UpperLimit is { } upper && !double.IsFinite(upper) || settings.LowerLimit is { } lower && !double.IsFinite(lower))
        {
            throw new FormatException("upper_limit and lower_limit must be finite, limit_quantile above 0.5 and below 1");
        }

        return new ProfileEntry(settings, new ProfileMatch(Match.Metrics, Match.Units, Match.Labels), new ProfileCard(Card.Purpose, Card.Basis, Card.Figures, Card.Limits));
    }

    /// <summary>"90s", "10m", "6h", "14d" or hh:mm:ss.</summary>
    private static TimeSpan Span(string? text, TimeSpan usual, string key)
    {
        if (text is null)
        {
            return usual;
        }

        if (text.Length > 1 && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0)
        {
            switch (text[^1])
            {
                case 's': return TimeSpan.FromSeconds(number);
                case 'm': return TimeSpan.FromMinutes(number);
                case 'h': return TimeSpan.FromHours(number);
                case 'd': return TimeSpan.FromDays(number);
                default: break;
            }
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero
            ? span
            : throw new FormatException($"{key} '{text}': write a time such as 90s, 10m, 6h or 14d");
    }

    internal sealed class MatchPart
    {
        public List<string> Metrics { get; set; } = [];

        public List<string> Units { get; set; } = [];

        public Dictionary<string, string> Labels { get; set; } = new(StringComparer.Ordinal);
    }

    internal sealed class SettingsPart
    {
        public string? Learning { get; set; }

        public int? MinSamples { get; set; }

        public double? Budget { get; set; }

        public string? Direction { get; set; }

        public double? MinDeviation { get; set; }

        public double? MinRelativeDeviation { get; set; }

        public bool? Hold { get; set; }

        public double? CertainDeviation { get; set; }

        public string? OpenAfter { get; set; }

        public string? CloseAfter { get; set; }

        public string? StaleAfter { get; set; }

        public string? AcceptAfter { get; set; }

        public double? UpperLimit { get; set; }

        public double? LowerLimit { get; set; }

        public double? LimitQuantile { get; set; }
    }

    internal sealed class CardPart
    {
        public string Purpose { get; set; } = "";

        public string Basis { get; set; } = "";

        public string Figures { get; set; } = "";

        public string Limits { get; set; } = "";
    }
}
