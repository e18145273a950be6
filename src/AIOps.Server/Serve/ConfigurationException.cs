using AIOps.Contracts.Configuration;

namespace AIOps.Server.Serve;

/// <summary>All wrong settings at once.</summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>Makes the exception.</summary>
    public ConfigurationException()
    {
    }

    /// <summary>Makes the exception.</summary>
    public ConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    public ConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception.</summary>
    public ConfigurationException(IReadOnlyList<ConfigurationMistake> mistakes)
        : base(string.Join("; ", mistakes.Select(mistake => $"{mistake.Key} {mistake.Problem}"))) => Mistakes = mistakes;

    /// <summary>The mistakes.</summary>
    public IReadOnlyList<ConfigurationMistake> Mistakes { get; } = [];
}
