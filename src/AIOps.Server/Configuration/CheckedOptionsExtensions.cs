using AIOps.Contracts.Configuration;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Configuration;

/// <summary>Binds a section to options that know what is wrong with them; all mistakes of all sections are shown together at the start.</summary>
internal static class CheckedOptionsExtensions
{
    public static T AddChecked<T>(this IServiceCollection services, IConfiguration configuration, string section)
        where T : class, ICheckedOptions, new()
    {
        if (!ConfigurationSections.All.Contains(section))
        {
            throw new ArgumentException($"{section} does not stand in {nameof(ConfigurationSections)}", nameof(section));
        }

        var (options, mistakes) = configuration.ReadChecked<T>(section);
        Mistakes(services).AddRange(mistakes);
        services.AddSingleton<IOptions<T>>(Options.Create(options));
        return options;
    }

    /// <summary>Binds a section without a service that wants it: as much of it as can be read, and what is wrong with it.</summary>
    public static (T Options, IReadOnlyList<ConfigurationMistake> Mistakes) ReadChecked<T>(this IConfiguration configuration, string section)
        where T : class, ICheckedOptions, new()
    {
        var mistakes = new List<ConfigurationMistake>();
        var options = new T();
        try
        {
            configuration.GetSection(section).Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException failure)
        {
            mistakes.Add(Explain(section, configuration, failure));
            TryBindKnown(options, configuration.GetSection(section));
        }

        mistakes.AddRange(options.Check(section));
        return (options, mistakes);
    }

    /// <summary>Every mistake found so far.</summary>
    public static IReadOnlyList<ConfigurationMistake> ConfigurationMistakes(this IServiceCollection services) => Mistakes(services).All;

    private static MistakeList Mistakes(IServiceCollection services)
    {
        var found = services.Select(service => service.ImplementationInstance).OfType<MistakeList>().FirstOrDefault();
        if (found is null)
        {
            found = new MistakeList();
            services.AddSingleton(found);
        }

        return found;
    }

    /// <summary>A key that nobody knows keeps the others from being read; what they say may be wrong as well.</summary>
    private static void TryBindKnown<T>(T options, IConfigurationSection section)
    {
        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException)
        {
            // told already
        }
    }

    private static ConfigurationMistake Explain(string section, IConfiguration configuration, InvalidOperationException failure)
    {
        // "Failed to convert configuration value 'x' at 'Bus:Shards' to type 'System.Int32'." names the key after " at "
        var message = failure.Message;
        var at = message.IndexOf(" at '", StringComparison.Ordinal);
        if (at >= 0 && message.IndexOf('\'', at + 5) is var end and > 0)
        {
            var key = message[(at + 5)..end];
            return new(key, configuration[key] ?? "", "cannot be read as its type", "see docs/operations/configuration.md for its form");
        }

        return new(section, "", message, "remove or correct the keys named");
    }

    private sealed class MistakeList
    {
        public List<ConfigurationMistake> All { get; } = [];

        public void AddRange(IEnumerable<ConfigurationMistake> mistakes) => All.AddRange(mistakes);
    }
}
