namespace AIOps.Contracts.Configuration;

/// <summary>Options that know what is wrong with them.</summary>
public interface ICheckedOptions
{
    /// <summary>All mistakes; empty when the options are sound.</summary>
    /// <param name="section">The section they were bound from, for the keys of the mistakes.</param>
    IEnumerable<ConfigurationMistake> Check(string section);
}
