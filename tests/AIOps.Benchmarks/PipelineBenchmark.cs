using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using AIOps.Collectors.Otlp;
using AIOps.TestKit;

namespace AIOps.Benchmarks;

/// <summary>
/// <c>pipeline [rabbitmq]</c>: the service as a process of its own, with its history and its detectors, fed with OTLP/HTTP by this one over loopback: from the first request until the last
/// sample is judged. Processor time of both processes stands beside, because sender and service share the machine.
/// </summary>
internal static class PipelineBenchmark
{
    private const int Senders = 16;
    private const int SeriesOfASender = 300;
    private const int Steps = 400;
    private const int StepsOfARequest = 16;
    private const int StepMs = 5_000;

    public static async Task RunAsync(bool rabbitMq)
    {
        await using var broker = rabbitMq ? await RabbitServer.StartAsync() : null;
        string[] bus = broker is null ? [] : ["--set", "Bus:Transport=rabbitmq", "--set", $"Bus:Address={await broker.CreateHostAsync()}"];
        var data = Directory.CreateTempSubdirectory("aiops-bench-");
        var (web, grpc, http) = (FreePort(), FreePort(), FreePort());
        using var service = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "aiops.dll"), "serve", "--data", data.FullName, "--port", $"{web}",
                "--set", $"Collectors:Otlp:GrpcPort={grpc}", "--set", $"Collectors:Otlp:HttpPort={http}", "--set", "Collectors:Host:Enabled=false", .. bus,
            ]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        _ = service.StandardOutput.ReadToEndAsync();
        try
        {
            using var client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = Timeout.InfiniteTimeSpan }) { Timeout = TimeSpan.FromMinutes(2) };
            await UntilAsync(async () => (await client.GetAsync(new Uri($"http://127.0.0.1:{web}/readyz"))).IsSuccessStatusCode);
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(data.FullName, "token"))).Trim());
            Console.WriteLine("| bus | samples | series | wall s | samples a second | CPU s of the service | samples a CPU second | CPU s of the sender |");
            Console.WriteLine("|---|---|---|---|---|---|---|---|");
            for (var round = 0; round < 3; round++)
            {
                await RoundAsync(round, rabbitMq ? "RabbitMQ" : "in memory", service, client, web, http);
            }
        }
        finally
        {
            service.Kill();
            await service.WaitForExitAsync();
            data.Delete(recursive: true);
        }
    }

    // later rounds go on with the same series, as a running service does
    private static async Task RoundAsync(int round, string bus, Process service, HttpClient client, int web, int http)
    {
        var first = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - ((3 - round) * (long)Steps * StepMs);
        var requests = Enumerable.Range(0, Senders).Select(sender => Enumerable.Range(0, Steps / StepsOfARequest).Select(i => Request(sender, first + ((long)i * StepsOfARequest * StepMs))).ToArray()).ToArray();
        var before = await JudgedAsync(client, web);
        service.Refresh();
        using var self = Process.GetCurrentProcess();
        var (theirs, ours, began) = (service.TotalProcessorTime, self.TotalProcessorTime, Stopwatch.GetTimestamp());
        await Task.WhenAll(requests.Select(bodies => SendAsync(client, http, bodies)));
        const double total = (double)Senders * SeriesOfASender * Steps;
        await UntilAsync(async () => await JudgedAsync(client, web) - before >= total);
        var wall = Stopwatch.GetElapsedTime(began).TotalSeconds;
        service.Refresh();
        self.Refresh();
        var cpu = (service.TotalProcessorTime - theirs).TotalSeconds;
        Console.WriteLine(FormattableString.Invariant($"| {bus}, round {round + 1} | {total:N0} | {Senders * SeriesOfASender:N0} | {wall:0.0} | {total / wall:N0} | {cpu:0.0} | {total / cpu:N0} | {(self.TotalProcessorTime - ours).TotalSeconds:0.0} |"));
    }

    private static async Task SendAsync(HttpClient client, int port, byte[][] bodies)
    {
        foreach (var body in bodies)
        {
            while (true)
            {
                using var content = new ByteArrayContent(body);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
                using var answer = await client.PostAsync(new Uri($"http://127.0.0.1:{port}/v1/metrics"), content);
                if (answer.IsSuccessStatusCode)
                {
                    break;
                }

                if (answer.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable))
                {
                    throw new InvalidOperationException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
                }

                // told to come back, as an exporter would
                await Task.Delay(100);
            }
        }
    }

    private static byte[] Request(int sender, long fromMs)
    {
        var random = new Random(sender);
        var writer = new ProtoWriter();
        var group = writer.Begin(1);
        var resource = writer.Begin(1);
        writer.Attribute(1, "service.name", $"bench-{sender}");
        writer.Attribute(1, "service.instance.id", $"bench-{sender}-1");
        writer.End(resource);
        var scope = writer.Begin(2);
        for (var metric = 0; metric < SeriesOfASender / 50; metric++)
        {
            var entry = writer.Begin(2);
            writer.Text(1, $"app.pool.connections.{metric}");
            writer.Text(3, "{connection}");
            var gauge = writer.Begin(5);
            for (var series = 0; series < 50; series++)
            {
                for (var step = 0; step < StepsOfARequest; step++)
                {
                    var point = writer.Begin(1);
                    writer.Attribute(7, "pool", $"pool-{series}");
                    writer.Fixed64(3, (ulong)(fromMs + (step * StepMs)) * 1_000_000);
                    writer.Double(4, 100 + (10 * random.NextDouble()));
                    writer.End(point);
                }
            }

            writer.End(gauge);
            writer.End(entry);
        }

        writer.End(scope);
        writer.End(group);
        return writer.ToArray();
    }

    private static async Task<double> JudgedAsync(HttpClient client, int web)
    {
        var text = await client.GetStringAsync(new Uri($"http://127.0.0.1:{web}/metrics"));
        return text.Split('\n').Where(line => line.StartsWith("aiops_detection_samples_total", StringComparison.Ordinal)).Sum(line => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                if (await holds())
                {
                    return;
                }
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(1))
            {
                // it starts
            }

            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromMinutes(5))
            {
                throw new TimeoutException("the service did not get there within five minutes");
            }

            await Task.Delay(50);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
