using System.Net.Sockets;
using AIOps.Collectors.Host;
using AIOps.Contracts.Catalogue;

namespace AIOps.Collectors.Probes;

/// <summary>Runs one probe. Every HTTP probe makes its own connection: one that is kept open says nothing about whether a new caller gets through.</summary>
internal sealed class Prober(TimeProvider time, string procFolder = "/proc") : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero, AllowAutoRedirect = false, UseProxy = false, UseCookies = false, MaxResponseHeadersLength = 64 })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Runs a probe; ends at the latest after its timeout.</summary>
    public async Task<ProbeResult> ProbeAsync(ProbeEntry probe, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(probe.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return probe.Kind switch
            {
                "http" => await HttpAsync(probe.Address, start, both.Token).ConfigureAwait(false),
                "tcp" => await TcpAsync(probe.Address, start, both.Token).ConfigureAwait(false),
                "pidfile" => PidFile(probe.Address, start),
                _ => ProbeResult.Bad(TimeSpan.Zero, "", $"probe kind {probe.Kind} is not known; write http, tcp or pidfile in the catalogue"),
            };
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return ProbeResult.Bad(time.GetElapsedTime(start), ProbeResult.Hung, $"no answer from {probe.Address} within {probe.Timeout.TotalSeconds:0.###} s");
        }
        catch (Exception error) when (error is HttpRequestException or SocketException or IOException)
        {
            return Failed(error, probe.Address, time.GetElapsedTime(start));
        }
        catch (Exception error) when (error is UriFormatException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            return ProbeResult.Bad(time.GetElapsedTime(start), "", $"address {probe.Address} cannot be probed: {error.Message}");
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<ProbeResult> HttpAsync(string address, long start, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address));
        request.Headers.UserAgent.ParseAdd("aiops-probe");
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        var elapsed = time.GetElapsedTime(start);
        return (int)answer.StatusCode < 400 ? ProbeResult.Good(elapsed) : ProbeResult.Bad(elapsed, "", $"{address} answered {(int)answer.StatusCode}");
    }

    private async Task<ProbeResult> TcpAsync(string address, long start, CancellationToken cancellationToken)
    {
        var colon = address.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(address.AsSpan(colon + 1), out var port))
        {
            return ProbeResult.Bad(TimeSpan.Zero, "", $"address {address} is not host:port");
        }

        using var socket = new TcpClient();
        await socket.ConnectAsync(address[..colon].Trim('[', ']'), port, cancellationToken).ConfigureAwait(false);
        return ProbeResult.Good(time.GetElapsedTime(start));
    }

    private ProbeResult PidFile(string path, long start)
    {
        int pid;
        DateTimeOffset written;
        try
        {
            if (!int.TryParse(File.ReadAllText(path).AsSpan().Trim(), out pid) || pid <= 0)
            {
                return ProbeResult.Bad(time.GetElapsedTime(start), "", $"{path} holds no process id");
            }

            written = new DateTimeOffset(File.GetLastWriteTimeUtc(path));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return ProbeResult.Bad(time.GetElapsedTime(start), ProbeResult.Down, $"{path} is not there");
        }

        ProcessStat? process = null;
        try
        {
            process = ProcessStat.Parse(File.ReadAllBytes(Path.Combine(procFolder, $"{pid}", "stat")));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The process has ended: no stat file, or one that ends while it is read.
        }

        var elapsed = time.GetElapsedTime(start);
        if (process is not { } found || found.State is 'Z' or 'X')
        {
            return ProbeResult.Bad(elapsed, ProbeResult.Down, $"process {pid} of {path} has ended and left its pid file") with { Unclean = true };
        }

        if (IsSomebodyElse(found, written))
        {
            return ProbeResult.Bad(elapsed, ProbeResult.Down, $"process {pid} of {path} has ended, and another has its number") with { Unclean = true };
        }

        return found.State is 'T' or 't' ? ProbeResult.Bad(elapsed, ProbeResult.Hung, $"process {pid} of {path} is stopped") with { Unclean = found.State is 'T' } : ProbeResult.Good(elapsed);
    }

    // A process that started well after its pid file was written is not the one that wrote it.
    private bool IsSomebodyElse(ProcessStat process, DateTimeOffset written)
    {
        foreach (var line in File.ReadLines(Path.Combine(procFolder, "stat")))
        {
            if (line.StartsWith("btime ", StringComparison.Ordinal) && long.TryParse(line.AsSpan(6), out var boot))
            {
                return boot + (process.StartTicks / 100) > written.ToUnixTimeSeconds() + 30;
            }
        }

        return false;
    }

    private static ProbeResult Failed(Exception error, string address, TimeSpan elapsed)
    {
        var socket = error as SocketException ?? error.InnerException as SocketException ?? error.InnerException?.InnerException as SocketException;
        var kind = socket?.SocketErrorCode switch
        {
            SocketError.ConnectionRefused or SocketError.ConnectionReset or SocketError.ConnectionAborted => ProbeResult.Down,
            SocketError.TimedOut => ProbeResult.Hung,
            null when error is HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => ProbeResult.Down,
            _ => "",
        };
        return ProbeResult.Bad(elapsed, kind, $"{address}: {error.Message}");
    }
}
