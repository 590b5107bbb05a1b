// What a C++ library that tests rely on must be able to do.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

TEST(Algorithms, SortPutsNumbersInOrder) {
  std::vector<int> numbers(1000);
  std::iota(numbers.begin(), numbers.end(), 0);
  std::reverse(numbers.begin(), numbers.end());
  std::sort(numbers.begin(), numbers.end());
  EXPECT_TRUE(std::is_sorted(numbers.begin(), numbers.end()));
}

TEST(Strings, GrowWithoutLosingTheirBeginning) {
  std::string text = "begin";
  text.append(100000, 'x');
  EXPECT_EQ(text.size(), 100005u);
  EXPECT_EQ(text.compare(0, 5, "begin"), 0);
}

TEST(Threads, CountTogether) {
  std::atomic<int> count{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; i++) threads.emplace_back([&] { for (int n = 0; n < 1000; n++) count++; });
  for (auto &thread : threads) thread.join();
  EXPECT_EQ(count, 4000);
}

TEST(Exceptions, ReachWhoCatchesThem) {
  EXPECT_THROW(std::vector<int>().at(1), std::out_of_range);
}
