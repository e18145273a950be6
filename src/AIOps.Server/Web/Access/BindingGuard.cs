using System.Net;
using AIOps.Server.Configuration;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Web.Access;

/// <summary>Stops a start on another address than loopback without authentication, whatever set the address; makes the token before anything listens.</summary>
internal sealed class BindingGuard(IServer server, IOptions<WebOptions> options, IOptions<ServerOptions> place, AccessToken token) : IHostedLifecycleService
{
    /// <summary>Where the token is: shown at the start.</summary>
    public string TokenFile => token.Path;

    public Task StartingAsync(CancellationToken cancellationToken) => CheckAsync();

    public Task StartedAsync(CancellationToken cancellationToken) => CheckAsync();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static bool IsOpen(string address)
    {
        var text = address.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
        return !Uri.TryCreate(text, UriKind.Absolute, out var uri) || !(uri.IsLoopback || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));
    }

    private Task CheckAsync()
    {
        // before the start there are only the settings to look at, afterwards what the server really listens on
        var address = place.Value.Address.Contains(':', StringComparison.Ordinal) ? $"[{place.Value.Address}]" : place.Value.Address;
        var open = options.Value.NeedsToken ? null : IsOpen($"http://{address}") ? address : server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault(IsOpen);
        return open is null
            ? Task.CompletedTask
            : throw new StartException($"Web:Authentication is none, but {open} can be reached from other machines, and anybody there could run runbooks: set Web:Authentication to token, or Server:Address to 127.0.0.1");
    }
}
