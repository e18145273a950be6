using System.CommandLine;
using AIOps.Server.Demo.Load;
using AIOps.Server.Demo.Processes;
using AIOps.Server.Demo.Shop;
using AIOps.Server.Demo.Workers;

namespace AIOps.Server.Demo;

/// <summary><c>aiops shop ROLE</c>: one process of the demo's shop, or of the second service set (producer, queue, worker).</summary>
internal static class ShopCommand
{
    public static Command Create()
    {
        var command = new Command("shop", "Runs one process of the demo's services.") { Hidden = true };
        command.Subcommands.Add(Role("gateway", "shop", _ => new GatewayRole()));
        command.Subcommands.Add(Role("orders", "shop", _ => new OrdersRole()));
        command.Subcommands.Add(Role("inventory", "shop", _ => new InventoryRole()));
        command.Subcommands.Add(Role("payments", "shop", _ => new PaymentsRole()));
        command.Subcommands.Add(Role("reports", "shop", _ => new ReportsRole()));
        command.Subcommands.Add(Role("bank", "shop", _ => new BankRole()));
        command.Subcommands.Add(Role("queue", "works", _ => new QueueRole()));
        command.Subcommands.Add(Role("worker", "works", _ => new WorkerRole()));
        var rate = new Option<double>("--rate") { Description = "Requests or jobs a second.", DefaultValueFactory = _ => 20 };
        var seed = new Option<int>("--seed") { Description = "Seed of the noise.", DefaultValueFactory = _ => 1 };
        command.Subcommands.Add(Role("load", "shop", parsed => new LoadRole(parsed.GetValue(rate), parsed.GetValue(seed)), rate, seed));
        command.Subcommands.Add(Role("producer", "works", parsed => new ProducerRole(parsed.GetValue(rate), parsed.GetValue(seed)), rate, seed));
        return command;
    }

    private static Command Role(string service, string set, Func<ParseResult, IProcessRole> make, params Option[] more)
    {
        var name = new Option<string>("--name") { Description = "Name of this member.", DefaultValueFactory = _ => service };
        var port = new Option<int>("--port") { Description = "Port on 127.0.0.1.", Required = true };
        var config = new Option<string?>("--config") { Description = "Configuration file." };
        var pidFile = new Option<string?>("--pidfile") { Description = "File for the process id." };
        var otlp = new Option<string?>("--otlp") { Description = "OTLP/gRPC endpoint; without it nothing is exported." };
        var calls = new Option<string[]>("--call") { Description = "SERVICE=URL of a member that is called; repeatable." };
        var command = new Command(service) { name, port, config, pidFile, otlp, calls };
        foreach (var option in more)
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancelled) => ProcessHost.RunAsync(
            new ProcessArguments
            {
                Namespace = set,
                Service = service,
                Instance = parsed.GetRequiredValue(name),
                Port = parsed.GetRequiredValue(port),
                ConfigFile = parsed.GetValue(config),
                PidFile = parsed.GetValue(pidFile),
                Otlp = parsed.GetValue(otlp) is { } endpoint ? new Uri(endpoint) : null,
                Calls = Calls(parsed.GetValue(calls) ?? []),
            },
            make(parsed),
            cancelled));
        return command;
    }

    private static Dictionary<string, IReadOnlyList<Uri>> Calls(string[] calls) => calls
        .Select(call => call.Split('=', 2))
        .GroupBy(call => call[0], call => new Uri(call[^1]), StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => (IReadOnlyList<Uri>)[.. group], StringComparer.Ordinal);
}
