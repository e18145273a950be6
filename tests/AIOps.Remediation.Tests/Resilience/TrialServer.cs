using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AIOps.Remediation.Tests.Resilience;

/// <summary>A real HTTP server that answers as a test says, and counts.</summary>
internal sealed class TrialServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TrialServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    /// <summary>Idempotency keys as they came.</summary>
    public ConcurrentQueue<string> Keys { get; } = new();

    public static async Task<TrialServer> StartAsync(Func<HttpContext, int, Task> answer, string listen = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(listen);
        var app = builder.Build();
        var server = new TrialServer(app);
        app.Run(http =>
        {
            server.Keys.Enqueue(http.Request.Headers["Idempotency-Key"].ToString());
            return answer(http, server.Keys.Count);
        });
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
