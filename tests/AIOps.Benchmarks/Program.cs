using System.Reflection;
using BenchmarkDotNet.Running;

namespace AIOps.Benchmarks;

internal static class Program
{
    private static void Main(string[] args)
    {
        if (args is ["logs", ..])
        {
            LogSpeed.Run(args[1..]);
            return;
        }

        BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args);
    }
}
