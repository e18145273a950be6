using AIOps.Server.Configuration;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Serve;

/// <summary>What the user reads when the service is up: where to look, and where the token is.</summary>
internal static class Greeting
{
    public static void Write(WebApplication app, DataFolder data, TimeSpan took)
    {
        var server = app.Services.GetRequiredService<IOptions<ServerOptions>>().Value;
        var port = Port(app, server);
        var host = server.Address is "0.0.0.0" or "::" ? Environment.MachineName : server.Address.Contains(':', StringComparison.Ordinal) ? $"[{server.Address}]" : server.Address;
        var root = $"http://{host}:{port}";
        Console.WriteLine($"""
            aiops is up after {took.TotalSeconds:F1} s and watches this host.
              console   {root}/
              API       {root}/api/v1
              metrics   {root}/metrics
              token     {data.TokenFile} (needed for every change)
              data      {data.Path}
            """);
    }

    private static int Port(WebApplication app, ServerOptions server)
    {
        if (server.Port != 0)
        {
            return server.Port;
        }

        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        return addresses.Select(address => new Uri(address.Replace("[::]", "localhost", StringComparison.Ordinal)).Port).FirstOrDefault();
    }
}
