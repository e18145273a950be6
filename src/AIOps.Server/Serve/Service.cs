using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using AIOps.Contracts.Configuration;
using AIOps.Contracts.Storage;
using AIOps.Server.Catalogue;
using AIOps.Server.Configuration;
using AIOps.Server.Topology;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace AIOps.Server.Serve;

/// <summary>Builds, starts and stops the service; a start that cannot succeed ends with words instead of a stack trace.</summary>
internal static class Service
{
    private const int StartFailed = 2;

    public static async Task<int> RunAsync(IReadOnlyDictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            foreach (var name in ConfigurationSections.WithoutPrefix(Environment.GetEnvironmentVariables().Keys.Cast<string>()))
            {
                await Console.Error.WriteLineAsync($"{name} in the environment is not read: a setting of aiops is {ConfigurationSections.Prefix}{name} there.");
            }

            var configuration = ServiceConfiguration.Load(settings);
            var folder = configuration["Server:Data"] is { Length: > 0 } named ? named : DataFolder.Default();
            RequireFree(configuration);
            using var data = DataFolder.Open(Path.GetFullPath(folder));
            await using var app = await Composition.BuildAsync(configuration, data, cancellationToken);
            await StartAsync(app, cancellationToken);
            Greeting.Write(app, data, Stopwatch.GetElapsedTime(began));
            await app.WaitForShutdownAsync(cancellationToken);
            return 0;
        }
        catch (ConfigurationException wrong)
        {
            await Console.Error.WriteLineAsync($"The service did not start: {wrong.Mistakes.Count} setting{(wrong.Mistakes.Count == 1 ? " is" : "s are")} wrong.");
            foreach (var mistake in wrong.Mistakes)
            {
                await Console.Error.WriteLineAsync($"  {mistake.Key} = \"{mistake.Value}\" {mistake.Problem}: {mistake.Remedy}");
            }

            return StartFailed;
        }
        catch (StartException refused)
        {
            await Console.Error.WriteLineAsync($"The service did not start: {refused.Message}");
            return StartFailed;
        }
        catch (StoreUnavailableException away)
        {
            await Console.Error.WriteLineAsync($"The service did not start: {away.Message}");
            return StartFailed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
    }

    /// <summary>Told before anything is started: a service that dies half way through its start leaves a page of traces instead of a sentence.</summary>
    private static void RequireFree(IConfiguration configuration)
    {
        if (!IPAddress.TryParse(configuration["Server:Address"] ?? "127.0.0.1", out var address) || !int.TryParse(configuration["Server:Port"] ?? "7070", out var port) || port is < 1 or > 65535)
        {
            return;
        }

        try
        {
            using var listener = new TcpListener(address, port) { ExclusiveAddressUse = true };
            listener.Start();
        }
        catch (SocketException failure)
        {
            throw new StartException($"{address}:{port} cannot be listened on ({failure.Message}). Stop what uses it, or choose another port: --port.", failure);
        }
    }

    private static async Task StartAsync(WebApplication app, CancellationToken cancellationToken)
    {
        var mistakes = await app.Services.GetRequiredService<ServiceCatalogue>().LoadAsync(cancellationToken);
        if (mistakes.Count > 0)
        {
            throw new ConfigurationException(mistakes);
        }

        await app.Services.GetRequiredService<TopologyStore>().LoadAsync(cancellationToken);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException failure) when (failure.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException || failure.GetBaseException() is SocketException)
        {
            throw new StartException($"{failure.Message} Stop what uses it, or choose other ports: --port, --set Collectors:Otlp:GrpcPort=…, --set Collectors:Otlp:HttpPort=…", failure);
        }
    }
}
