using AIOps.Server.Bus;
using AIOps.Server.Configuration;
using AIOps.Server.Serve;
using AIOps.Storage.Remote;

namespace AIOps.Server.Cli;

/// <summary>What the doctor has to know of the settings that a service in this place would start with.</summary>
/// <param name="PostgreSql">Connection string, or empty for SQLite. A secret.</param>
/// <param name="RabbitMq">The broker's address, or null when the bus is in memory. A secret.</param>
/// <param name="ControlGroup">Where steps get control groups; see the setting of the same name.</param>
/// <param name="Remote">The remote store.</param>
/// <param name="Unread">Settings that nobody reads, and what to do about them.</param>
internal sealed record DoctorSettings(string PostgreSql, Uri? RabbitMq, string ControlGroup, RemoteStoreOptions Remote, IReadOnlyList<(string Name, string Problem, string Remedy)> Unread)
{
    /// <summary>Reads them as the service would.</summary>
    /// <exception cref="Configuration.StartException">A settings file cannot be read; the message says which.</exception>
    public static DoctorSettings Load(string data)
    {
        var configuration = ServiceConfiguration.Load(new Dictionary<string, string?> { ["Server:Data"] = data });
        var bus = configuration.GetSection("Bus").Get<BusOptions>() ?? new BusOptions();
        var address = bus.IsRabbit && Uri.TryCreate(bus.Address, UriKind.Absolute, out var given) ? given : null;

        // MassTransit's own name for the same scheme
        var amqp = address?.Scheme is "rabbitmq" or "rabbitmqs" ? new UriBuilder(address) { Scheme = address.Scheme == "rabbitmqs" ? "amqps" : "amqp" }.Uri : address;
        return new DoctorSettings(
            configuration.GetSection("Storage").Get<StorageSettings>()?.PostgreSql ?? "", amqp, configuration["Remediation:ControlGroup"] ?? "", configuration.GetSection("RemoteStore").Get<RemoteStoreOptions>() ?? new RemoteStoreOptions(),
            [
                .. ConfigurationSections.Unknown(configuration).Select(section => (section.Key, section.Problem, section.Remedy)),
                .. ConfigurationSections.WithoutPrefix(Environment.GetEnvironmentVariables().Keys.Cast<string>()).Select(name => (name, "is in the environment and not read", $"write {ConfigurationSections.Prefix}{name}")),
            ]);
    }
}
