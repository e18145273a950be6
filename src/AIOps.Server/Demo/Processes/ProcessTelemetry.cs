using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AIOps.Server.Demo.Processes;

/// <summary>The OpenTelemetry SDK as a service of a customer would set it up: metrics, traces and logs over OTLP every 5 s.</summary>
internal sealed class ProcessTelemetry : IDisposable
{
    /// <summary>Name of the meter and activity source of the roles' own signals.</summary>
    public const string Own = "Demo";

    private const int ExportIntervalMs = 5_000;

    private readonly MeterProvider _metrics;
    private readonly TracerProvider _traces;

    private ProcessTelemetry(Uri endpoint, ResourceBuilder resource)
    {
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter("Microsoft.AspNetCore.Hosting", "System.Net.Http", "System.Runtime", Own)
            .AddOtlpExporter((exporter, reader) =>
            {
                exporter.Endpoint = endpoint;
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = ExportIntervalMs;
            })
            .Build();
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource("Microsoft.AspNetCore", "System.Net.Http", Own)
            .AddOtlpExporter(exporter => Batched(exporter, endpoint))
            .Build();
    }

    /// <summary>Starts metrics and traces, and adds logs to the builder.</summary>
    public static ProcessTelemetry? Start(ProcessArguments arguments, string version, ILoggingBuilder logging)
    {
        if (arguments.Otlp is not { } endpoint)
        {
            return null;
        }

        // .NET 10 keeps the semantic tags of server spans back unless told otherwise.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        var resource = ResourceBuilder.CreateEmpty()
            .AddService(arguments.Service, arguments.Namespace, version, autoGenerateServiceInstanceId: false, arguments.Instance)
            .AddTelemetrySdk()
            .AddAttributes(
            [
                KeyValuePair.Create<string, object>("process.pid", (long)Environment.ProcessId),
                KeyValuePair.Create<string, object>("host.name", Environment.MachineName.ToLowerInvariant()),
                KeyValuePair.Create<string, object>("deployment.environment.name", "demo"),
            ]);
        logging.AddOpenTelemetry(options =>
        {
            options.SetResourceBuilder(resource);
            options.IncludeFormattedMessage = true;
            options.ParseStateValues = true;
            options.AddOtlpExporter((exporter, processor) =>
            {
                exporter.Endpoint = endpoint;
                processor.BatchExportProcessorOptions.ScheduledDelayMilliseconds = 1_000;
            });
        });
        return new ProcessTelemetry(endpoint, resource);
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _traces.Dispose();
    }

    private static void Batched(OtlpExporterOptions exporter, Uri endpoint)
    {
        exporter.Endpoint = endpoint;
        exporter.BatchExportProcessorOptions.ScheduledDelayMilliseconds = ExportIntervalMs;
    }
}
