using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AIOps.Notifications.Tests;

/// <summary>A real web server that keeps what it got and answers as it is told.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Queue<Action<HttpResponse>> _answers;

    private Receiver(WebApplication application, Queue<Action<HttpResponse>> answers)
    {
        _application = application;
        _answers = answers;
    }

    public ConcurrentQueue<(Dictionary<string, string> Headers, byte[] Body)> Got { get; } = [];

    public string Url => _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>Answers with these in turn, then with 200.</summary>
    public static async Task<Receiver> StartAsync(params Action<HttpResponse>[] answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new Receiver(builder.Build(), new Queue<Action<HttpResponse>>(answers));
        receiver._application.MapPost("/hook", receiver.TakeAsync);
        await receiver._application.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Got.Enqueue((context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray()));
        if (_answers.TryDequeue(out var answer))
        {
            answer(context.Response);
        }
    }
}
