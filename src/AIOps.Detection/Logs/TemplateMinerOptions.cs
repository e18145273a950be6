using AIOps.Contracts.Configuration;

namespace AIOps.Detection.Logs;

/// <summary>Bounds of a template miner; the same for every source.</summary>
public sealed class TemplateMinerOptions : ICheckedOptions
{
    /// <summary>Most masked patterns held; the one not used for longest makes room. 256 to 1,048,576.</summary>
    public int MaxPatterns { get; set; } = 65_536;

    /// <summary>Most templates; what comes after goes to one template for everything else. 16 to 100,000.</summary>
    public int MaxTemplates { get; set; } = 10_000;

    /// <summary>Most new patterns learnt per second of the records' time, with a reserve of <see cref="MaxTemplates"/>. 1 to 100,000.</summary>
    public int MaxNewPatternsPerSecond { get; set; } = 200;

    /// <inheritdoc/>
    public IEnumerable<ConfigurationMistake> Check(string section)
    {
        if (MaxPatterns is < 256 or > 1_048_576)
        {
            yield return new($"{section}:{nameof(MaxPatterns)}", $"{MaxPatterns}", "out of range", "256 to 1048576");
        }

        if (MaxTemplates is < 16 or > 100_000)
        {
            yield return new($"{section}:{nameof(MaxTemplates)}", $"{MaxTemplates}", "out of range", "16 to 100000");
        }

        if (MaxNewPatternsPerSecond is < 1 or > 100_000)
        {
            yield return new($"{section}:{nameof(MaxNewPatternsPerSecond)}", $"{MaxNewPatternsPerSecond}", "out of range", "1 to 100000");
        }
    }
}
