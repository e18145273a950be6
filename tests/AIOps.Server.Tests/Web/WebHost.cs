using System.Net.Http.Headers;
using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Server.Configuration;
using AIOps.Server.Events;
using AIOps.Server.Web;
using AIOps.Storage;
using AIOps.Storage.Operational;
using AIOps.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AIOps.Server.Tests.Web;

/// <summary>API, console, metrics and health on a free loopback port over a real store; no other slice runs.</summary>
internal sealed class WebHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;
    private readonly DataFolder _data;
    private readonly OperationalStore _store;

    private WebHost(WebApplication app, DirectoryInfo folder, DataFolder data, OperationalStore store, FakeHistory history)
    {
        _app = app;
        _folder = folder;
        _data = data;
        _store = store;
        History = history;
        Address = new Uri(app.Urls.First());
        Client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(20) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        Client.DefaultRequestHeaders.Add("X-AIOps-Actor", "ada");
        Stranger = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(20) };
    }

    public Uri Address { get; }

    /// <summary>Shows the token, under the name ada.</summary>
    public HttpClient Client { get; }

    /// <summary>Shows no token and follows no redirect.</summary>
    public HttpClient Stranger { get; }

    public FakeHistory History { get; }

    public string Folder => _folder.FullName;

    public string Token => File.ReadAllText(_data.TokenFile).Trim();

    public IServiceProvider Services => _app.Services;

    public IOperationalStore Store => Services.GetRequiredService<IOperationalStore>();

    public static async Task<WebHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("aiops-web-");
        var data = DataFolder.Open(folder.FullName);
        var store = await OperationalStore.OpenAsync(new StorageOptions { DataFolder = folder.FullName, PostgreSql = await TestDatabase.ChooseAsync() }, TimeProvider.System, CancellationToken.None);
        var history = new FakeHistory();
        var builder = WebApplication.CreateSlimBuilder();
        var given = settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value, StringComparer.OrdinalIgnoreCase);
        given.TryAdd("Web:CommandWait", "00:00:10");
        builder.Configuration.AddInMemoryCollection(given);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(given.GetValueOrDefault("test:url") ?? "http://127.0.0.1:0");
        var signal = new EventSignal();
        builder.Services.AddSingleton(signal);
        builder.Services.AddSingleton(data);
        builder.Services.AddSingleton(new NodeIdentity("test"));
        builder.Services.AddSingleton(provider => new EventBroadcast(provider, new NodeIdentity("test"), provider.GetRequiredService<ILogger<EventBroadcast>>()));
        builder.Services.AddSingleton<IOperationalStore>(provider => new SignallingStore(store, signal, provider.GetRequiredService<EventBroadcast>()));
        builder.Services.AddSingleton<ITelemetryHistory>(history);
        builder.Services.AddSingleton<IServiceCatalogue>(new FakeCatalogue());
        builder.Services.AddWeb(builder.Configuration);
        var app = builder.Build();
        app.MapWeb();
        await app.StartAsync();
        return new WebHost(app, folder, data, store, history);
    }

    /// <summary>Saves an incident as the correlator does: document and event in one commit.</summary>
    public async Task SaveAsync(Incident incident)
    {
        var version = (await Store.FindAsync(DocumentKind.Incident, incident.Id, CancellationToken.None))?.Version ?? 0;
        var saved = incident with { Version = version + 1 };
        var outcome = await Store.CommitAsync(
            new StoreCommit
            {
                Documents = [new DocumentWrite(DocumentKind.Incident, incident.Id, version, incident.State.ToString(), incident.Service, incident.UpdatedAt.ToUnixTimeMilliseconds(), AIOpsJson.Write(saved))],
                Events = [new NewEvent($"incident/{incident.Id}", version == 0 ? "IncidentOpened" : "IncidentChanged", AIOpsJson.Write(saved))],
            },
            CancellationToken.None);
        Assert.That(outcome, Is.EqualTo(CommitOutcome.Committed));
    }

    public async Task SaveAsync(Run run)
    {
        var version = (await Store.FindAsync(DocumentKind.Run, run.Id, CancellationToken.None))?.Version ?? 0;
        var saved = run with { Version = version + 1 };
        await Store.CommitAsync(
            new StoreCommit
            {
                Documents = [new DocumentWrite(DocumentKind.Run, run.Id, version, run.State.ToString(), run.Service, run.PlannedAt.ToUnixTimeMilliseconds(), AIOpsJson.Write(saved))],
                Events = [new NewEvent($"run/{run.Id}", "RunChanged", AIOpsJson.Write(saved))],
            },
            CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Stranger.Dispose();
        await _app.DisposeAsync();
        await _store.DisposeAsync();
        _data.Dispose();
        _folder.Delete(recursive: true);
    }
}
