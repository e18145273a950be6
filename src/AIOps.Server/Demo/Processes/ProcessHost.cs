using System.Diagnostics;
using System.Globalization;

namespace AIOps.Server.Demo.Processes;

/// <summary>Runs one demo process: web server on loopback, telemetry, pid file, and an orderly end on SIGTERM that lets requests in flight finish.</summary>
internal static class ProcessHost
{
    public static async Task<int> RunAsync(ProcessArguments arguments, IProcessRole role, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, arguments.Port));
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        var version = arguments.ConfigFile is { } file && File.Exists(file) ? ProcessSettings.Read(file).Version : ProcessSettings.Default.Version;
        using var telemetry = ProcessTelemetry.Start(arguments, version, builder.Logging);

        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddSingleton(arguments);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(services => new LiveSettings(arguments.ConfigFile, services.GetRequiredService<ILogger<LiveSettings>>(), TimeProvider.System));
        builder.Services.AddHostedService(services => services.GetRequiredService<LiveSettings>());
        builder.Services.AddSingleton<Callees>();
        builder.Services.AddSingleton<Volume>();
        builder.Services.AddSingleton<Cores>();
        builder.Services.AddSingleton<Work>();
        role.Register(builder.Services);

        await using var application = builder.Build();

        application.Use(Outcome);

        // Answers for this process alone: a probe that follows the callees would blame the caller for their faults.
        application.MapGet("/healthz", () => "ok").DisableHttpMetrics();
        application.MapPost("/leak", (int bytes, Work work) => work.Leak(Math.Clamp(bytes, 0, 10_000_000))).DisableHttpMetrics();
        role.Map(application);
        WritePid(arguments.PidFile);
        try
        {
            await application.RunAsync(cancellationToken);
        }
        finally
        {
            RemovePid(arguments.PidFile);
        }

        return 0;
    }

    // ASP.NET Core's own spans do not tell how a request ended; its instrumentation package, which everybody uses, does it like this.
    private static async Task Outcome(HttpContext context, RequestDelegate next)
    {
        var status = StatusCodes.Status500InternalServerError;
        try
        {
            await next(context);
            status = context.Response.StatusCode;
        }
        finally
        {
            if (Activity.Current is { } span)
            {
                span.SetTag("http.response.status_code", status);
                if (status >= 500)
                {
                    span.SetStatus(ActivityStatusCode.Error);
                }
            }
        }
    }

    private static void WritePid(string? path)
    {
        if (path is not null)
        {
            File.WriteAllText(path, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
        }
    }

    private static void RemovePid(string? path)
    {
        // A successor may have written its own already.
        if (path is not null && File.Exists(path) && File.ReadAllText(path).Trim() == Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
        {
            File.Delete(path);
        }
    }
}
