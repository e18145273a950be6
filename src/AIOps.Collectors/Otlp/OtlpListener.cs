using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AIOps.Collectors.Otlp;

/// <summary>
/// A Kestrel of its own for the OTLP ports: no middleware, no routing, so that the API's rules never touch telemetry and the other way round.
/// </summary>
public sealed partial class OtlpListener : IHostedService, IDisposable
{
    private readonly OtlpOptions _options;
    private readonly OtlpGrpc _grpc;
    private readonly OtlpHttp _http;
    private readonly IServiceProvider _services;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger<OtlpListener> _logger;
    private KestrelServer? _grpcServer;
    private KestrelServer? _httpServer;

    internal OtlpListener(OtlpOptions options, OtlpGrpc grpc, OtlpHttp http, IServiceProvider services, ILoggerFactory loggers)
    {
        _options = options;
        _grpc = grpc;
        _http = http;
        _services = services;
        _loggers = loggers;
        _logger = loggers.CreateLogger<OtlpListener>();
    }

    /// <summary>The address of OTLP/gRPC, for example <c>http://127.0.0.1:4317</c>; null when it is off or not started.</summary>
    public Uri? GrpcAddress { get; private set; }

    /// <summary>The address of OTLP/HTTP, for example <c>http://127.0.0.1:4318</c>; null when it is off or not started.</summary>
    public Uri? HttpAddress { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="IOException">A port is in use.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!_options.Enabled)
        {
            return;
        }

        if (_options.GrpcPort >= 0)
        {
            (_grpcServer, GrpcAddress) = await ListenAsync(_options.GrpcPort, nameof(OtlpOptions.GrpcPort), HttpProtocols.Http2, _grpc.HandleAsync, cancellationToken).ConfigureAwait(false);
        }

        if (_options.HttpPort >= 0)
        {
            (_httpServer, HttpAddress) = await ListenAsync(_options.HttpPort, nameof(OtlpOptions.HttpPort), HttpProtocols.Http1, _http.HandleAsync, cancellationToken).ConfigureAwait(false);
        }

        Log.Listening(_logger, GrpcAddress, HttpAddress);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_grpcServer is { } grpc)
        {
            await grpc.StopAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_httpServer is { } http)
        {
            await http.StopAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _grpcServer?.Dispose();
        _httpServer?.Dispose();
    }

    private async Task<(KestrelServer Server, Uri Address)> ListenAsync(int port, string setting, HttpProtocols protocols, RequestDelegate handle, CancellationToken cancellationToken)
    {
        var kestrel = new KestrelServerOptions { ApplicationServices = _services, AddServerHeader = false };
        kestrel.Limits.MaxRequestBodySize = _options.MaxBodyBytes + 5;
        kestrel.Limits.MaxConcurrentConnections = 4096;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(5));
        kestrel.Limits.Http2.InitialStreamWindowSize = 1 << 20;
        kestrel.Limits.Http2.InitialConnectionWindowSize = 4 << 20;
        kestrel.Listen(IPAddress.Parse(_options.Address), port, listen => listen.Protocols = protocols);
        var server = new KestrelServer(Options.Create(kestrel), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), _loggers), _loggers);
        try
        {
            await server.StartAsync(new Application(handle), cancellationToken).ConfigureAwait(false);
        }
        catch (IOException error) when (error.InnerException is AddressInUseException)
        {
            server.Dispose();
            throw new IOException($"Collectors:Otlp:{setting}: port {port} on {_options.Address} is in use; stop the program that holds it, or set another port (-1 switches it off)", error);
        }

        return (server, new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.First()));
    }

    private sealed class Application(RequestDelegate handle) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => handle(context);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
            // Nothing is held by a context here.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(210, LogLevel.Information, "OTLP is received over gRPC at {Grpc} and over HTTP at {Http}")]
        public static partial void Listening(ILogger logger, Uri? grpc, Uri? http);
    }
}
