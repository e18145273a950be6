using AIOps.Server.Configuration;
using AIOps.Storage.History;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Health;

/// <summary>The disks of the data folder and of the telemetry history have room.</summary>
internal sealed class DiskCheck(DataFolder data, IOptions<HistoryOptions> history) : IHealthCheck
{
    private const long Low = 1L << 30;
    private const long Empty = 64L << 20;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Judge(history.Value.Folder.Length == 0 ? [Free(data.Path)] : [Free(data.Path), Free(history.Value.Folder)]));

    /// <summary>The worst of the places tells.</summary>
    /// <param name="places">Folders with the bytes that are free there; the first is the data folder.</param>
    public static HealthCheckResult Judge(IReadOnlyList<(string Folder, long Free)> places)
    {
        var (folder, free) = places.MinBy(place => place.Free);
        return free switch
        {
            < Empty when folder == places[0].Folder => HealthServices.Result(HealthStatus.Unhealthy, $"{folder} has {free >> 20} MB left: free space or move the data folder", "stands still: a step that cannot be stored is not started"),
            < Empty => HealthServices.Result(HealthStatus.Unhealthy, $"{folder} has {free >> 20} MB left: free space or move it with History:Folder", "goes on with what is known; telemetry cannot be stored, and is sent back to its senders"),
            < Low => HealthServices.Result(HealthStatus.Degraded, $"{folder} has {free >> 20} MB left", "still works; the history keeps less than its 24 hours"),
            _ => HealthServices.Result(HealthStatus.Healthy, $"{free >> 30} GB are free", "works"),
        };
    }

    private static (string Folder, long Free) Free(string folder)
    {
        // it may not have been made yet: then what holds it counts
        var place = Path.GetFullPath(folder);
        while (!Directory.Exists(place) && Path.GetDirectoryName(place) is { } above)
        {
            place = above;
        }

        return (folder, new DriveInfo(place).AvailableFreeSpace);
    }
}
