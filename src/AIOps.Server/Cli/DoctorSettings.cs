using AIOps.Collectors.Otlp;
using AIOps.Contracts.Configuration;
using AIOps.Server.Bus;
using AIOps.Server.Configuration;
using AIOps.Server.Serve;
using AIOps.Storage.History;
using AIOps.Storage.Remote;

namespace AIOps.Server.Cli;

/// <summary>What the doctor has to know of the settings that a service in this place would start with. What cannot be read has its default, and is told.</summary>
/// <param name="Server">Address, port and roles.</param>
/// <param name="PostgreSql">Connection string, or empty for SQLite. A secret.</param>
/// <param name="RabbitMq">The broker's address, or null when the bus is in memory, or the address is none. A secret.</param>
/// <param name="WrongBus">What is wrong with the bus's transport or address.</param>
/// <param name="ControlGroup">Where steps get control groups; see the setting of the same name.</param>
/// <param name="History">Folder of the telemetry history.</param>
/// <param name="Otlp">Ports of the OTLP receiver.</param>
/// <param name="Remote">The remote store.</param>
/// <param name="WrongRemote">What is wrong with its settings.</param>
/// <param name="Wrong">Settings that nobody reads or that cannot be used, and what to do about them; never their values.</param>
internal sealed record DoctorSettings(
    ServerOptions Server, string PostgreSql, Uri? RabbitMq, IReadOnlyList<ConfigurationMistake> WrongBus, string ControlGroup, string History, OtlpOptions Otlp,
    RemoteStoreOptions Remote, IReadOnlyList<ConfigurationMistake> WrongRemote, IReadOnlyList<(string Name, string Problem, string Remedy)> Wrong)
{
    /// <summary>Where the service answers when nobody says where.</summary>
    public Uri Url => new UriBuilder("http", Server.Address is "0.0.0.0" or "::" or "" ? "127.0.0.1" : Server.Address, Server.Port is > 0 and <= 65535 ? Server.Port : 7070).Uri;

    /// <summary>Reads them as the service would.</summary>
    /// <exception cref="Configuration.StartException">A settings file cannot be read; the message says which.</exception>
    public static DoctorSettings Load(string data)
    {
        var configuration = ServiceConfiguration.Load(new Dictionary<string, string?> { ["Server:Data"] = data });
        var (server, wrongServer) = configuration.ReadChecked<ServerOptions>("Server");
        var (storage, wrongStorage) = configuration.ReadChecked<StorageSettings>("Storage");
        var (history, wrongHistory) = HistorySetup.WithFolder(configuration, data).ReadChecked<HistoryOptions>("History");
        var (otlp, wrongOtlp) = configuration.ReadChecked<OtlpOptions>("Collectors:Otlp");
        var (remote, wrongRemote) = configuration.ReadChecked<RemoteStoreOptions>("RemoteStore");
        var (bus, wrongBus) = configuration.ReadChecked<BusOptions>("Bus");
        var broker = wrongBus.Where(mistake => mistake.Key is "Bus:Transport" or "Bus:Address").ToList();
        var address = bus.IsRabbit && broker.Count == 0 ? new Uri(bus.Address) : null;

        // MassTransit's own name for the same scheme
        var amqp = address?.Scheme is "rabbitmq" or "rabbitmqs" ? new UriBuilder(address) { Scheme = address.Scheme == "rabbitmqs" ? "amqps" : "amqp" }.Uri : address;
        return new DoctorSettings(
            server, storage.PostgreSql, amqp, broker, configuration["Remediation:ControlGroup"] ?? "", Path.GetFullPath(history.Folder), otlp, remote, wrongRemote,
            [
                .. ConfigurationSections.Unknown(configuration).Concat(wrongServer).Concat(wrongStorage).Concat(wrongHistory).Concat(wrongOtlp).Concat(wrongBus.Except(broker)).Select(mistake => (mistake.Key, mistake.Problem, mistake.Remedy)),
                .. ConfigurationSections.WithoutPrefix(Environment.GetEnvironmentVariables().Keys.Cast<string>()).Select(name => (name, "is in the environment and not read", $"write {ConfigurationSections.Prefix}{name}")),
            ]);
    }
}
